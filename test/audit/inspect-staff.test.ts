import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApprovalId } from '../../src/evidence/approval.ts';
import type { Person, StaffId } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { decideApproval, requestApproval, withdrawApproval } from '../../src/staff/approvals.ts';
import {
  changePerson,
  resumePerson,
  setPassword,
  setRoles,
  suspendPerson,
} from '../../src/staff/change-staff.ts';
import { hashPassword } from '../../src/staff/password-hash.ts';
import { signedOutDraft } from '../../src/staff/session-drafts.ts';
import { signIn } from '../../src/staff/sign-in.ts';
import { findings, NOW_MS, SetClock } from '../support/flow-bench.ts';
import { acting, LOW_COST, PASSWORD, person, putPeople } from '../support/people.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import { makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

const SETTINGS = { zone: 'Asia/Shanghai', sessionMs: 9e6, idleMs: 9e6, passwordAgeMs: null, cost: LOW_COST };
const OS_USER = { kind: 'os-user', id: 'pc', role: 'operator', established: 'os-login' } as const;

let place: string;
let station: TestStation;

const who = async (id: string) => (await station.catalog.person(id as StaffId)) as Person;
const by = async (id: string, seconds: number) => acting(await who(id), utcOf(NOW_MS + seconds * 1_000));
const enter = (account: string, password = PASSWORD) =>
  signIn(station, { account, password, osUser: OS_USER }, SETTINGS);

/** People and requests with a whole life in them. */
beforeEach(async () => {
  place = makePlace('inspect-staff');
  station = await openTestStation({ data: join(place, 'data'), clock: new SetClock() });
  const { catalog } = station;
  const people = [
    person('zhou'),
    person('li', { roles: ['officer'], certificate: '310115' }),
    person('wang', { roles: ['legal-affairs'] }),
    person('head', { roles: ['agency-head'] }),
  ];
  await putPeople(catalog, people, utcOf(NOW_MS));
  const zhou = await by('zhou', 1);
  for (const decide of [
    (before: Person) => changePerson(before, { unit: '一中队', qualified: before.inPost }, zhou),
    (before: Person) => setRoles(before, ['custodian', 'officer'], zhou),
    (before: Person) => suspendPerson(before, 'x', zhou),
    (before: Person) => resumePerson(before, zhou),
  ]) {
    const change = decide(await who('li'));
    if (change !== null) await catalog.keepPerson(change);
  }
  await enter('li', 'Wrong-2026-!z').catch(() => {});
  const first = await enter('li');
  await catalog.endSession(first.session.digest, signedOutDraft(first.session));
  await enter('wang');
  const record = { hash: await hashPassword(PASSWORD, LOW_COST), setAt: utcOf(NOW_MS), mustChange: true };
  await catalog.keepPerson(setPassword(await who('wang'), record, zhou));
  await enter('head');
  const asked = async (last: number) => {
    const content = { recording: `R-${last}` };
    const change = requestApproval(
      {
        id: `apr-20261120T101112-0000000${last}` as ApprovalId,
        kind: 'hold',
        subject: { kind: 'recording', id: `R-${last}` },
        reason: '投诉',
        content,
        steps: [
          { role: 'legal-affairs', kind: 'opinion' },
          { role: 'agency-head', kind: 'decision' },
        ],
      },
      await by('li', 2),
    );
    await catalog.keepApproval(change);
    return change.after;
  };
  let request = await asked(1);
  for (const [step, id] of ['wang', 'head'].entries()) {
    const given = {
      step,
      decision: 'approve',
      reason: '同意',
      contentSha256: request.contentSha256,
    } as const;
    const change = decideApproval(request, given, await by(id, 3 + step));
    await catalog.keepApproval(change);
    request = change.after;
  }
  await catalog.keepApproval(withdrawApproval(await asked(2), '误报', await by('li', 9)));
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

async function foundAfter(statement: string): Promise<readonly string[]> {
  alterBehindItsBack(join(station.data, 'catalogue/sealdock.db'), statement);
  return findings(station);
}

test('people, sessions and approvals say what their entries say, after everything that can happen to them', async () => {
  expect(await station.catalog.sessionsPage(null, 9)).toMatchObject([{ staff: 'head' }]);
  expect(await findings(station)).toEqual([]);
});

const APR = 'apr-20261120T101112-00000001';

describe('altered behind the program’s back, found and named:', () => {
  test.each([
    ['a role given', `INSERT INTO staff_role VALUES ('li', 'agency-head')`, 'staff li: roles'],
    ['a role taken', `DELETE FROM staff_role WHERE staff = 'head'`, 'staff head: roles'],
    ['a state', `UPDATE staff SET state = 'suspended' WHERE id = 'head'`, 'staff head: state'],
    ['a name', `UPDATE staff SET name = 'X' WHERE id = 'li'`, 'staff li: name'],
    ['a certificate', `UPDATE staff SET certificate = NULL WHERE id = 'li'`, 'staff li: certificate'],
    [
      'a qualification',
      `UPDATE staff SET qualified_until = '2020-01-01' WHERE id = 'li'`,
      'staff li: qualified',
    ],
    ['a post', `UPDATE staff SET in_post_until = '2020-01-01' WHERE id = 'li'`, 'staff li: inPost'],
    ['a password', `UPDATE staff_password SET hash = 'x' WHERE staff = 'head'`, 'staff head: passwordRecord'],
    [
      'that it serves only once',
      `UPDATE staff_password SET must_change = 0 WHERE staff = 'wang'`,
      'staff wang: mustChange',
    ],
    ['a person removed', `DELETE FROM staff WHERE id = 'wang'`, 'staff wang'],
    [
      'a person whom nobody added',
      `INSERT INTO staff VALUES ('x', 'X', NULL, NULL, '2020-01-01', NULL, NULL, NULL, 'active', 'now', 'now')`,
      'staff x',
    ],
    [
      'a session that nobody opened',
      `INSERT INTO staff_session VALUES ('${'ab'.repeat(32)}', 'head', 'a', 'z', 'a', NULL)`,
      'session abababababababab',
    ],
    ['what was asked for', `UPDATE approval SET content = '{}' WHERE id = '${APR}'`, `${APR}: content`],
    ['for what', `UPDATE approval SET subject_id = 'R-9' WHERE id = '${APR}'`, `${APR}: subject`],
    ['who had to decide', `UPDATE approval SET steps = '[]' WHERE id = '${APR}'`, `${APR}: steps`],
    ['its state', `UPDATE approval SET state = 'executed' WHERE id = '${APR}'`, `${APR}: state`],
    ['who decided', `UPDATE approval_decision SET staff = 'zhou' WHERE step = 1`, `${APR}: decisions`],
    ['a decision removed', `DELETE FROM approval_decision WHERE step = 1`, `${APR}: decisions`],
  ])('%s', async (_what, statement, about) => {
    expect(await foundAfter(statement)).toEqual([`row-differs: ${about}`]);
  });

  test('a session that was ended, and lives again', async () => {
    const found = await foundAfter(`UPDATE staff_session SET ended_at = NULL WHERE staff = 'li'`);
    expect(found).toEqual([expect.stringMatching(/^row-differs: session [0-9a-f]{16}$/)]);
  });
});

test('rows of people are never removed, and what was decided never changes, not even by raw SQL', () => {
  const db = new Sqlite(join(station.data, 'catalogue/sealdock.db'));
  for (const [statement, said] of [
    ['DELETE FROM staff', /never removed/],
    ['DELETE FROM approval', /never removed/],
    [`UPDATE approval SET content = '{}'`, /never changes/],
    ['DELETE FROM approval_decision', /never changes/],
    [`UPDATE approval_decision SET decision = 'refuse'`, /never changes/],
  ] as const) {
    expect(() => db.exec(statement)).toThrow(said);
  }
  db.close();
});
