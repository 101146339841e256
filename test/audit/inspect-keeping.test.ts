import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addCase, changeCase, closeCase, NO_CASE_FACTS, reopenCase } from '../../src/cases/change-case.ts';
import { linkRecording, removeLink } from '../../src/cases/link-recordings.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import type { Case, CaseNo } from '../../src/evidence/case.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { decideClassOf, decideDayOf } from '../../src/retention/change-keeping.ts';
import { planAdoption, planAssignment } from '../../src/retention/plan-shelf-change.ts';
import { adoptionOf, assignmentOf } from '../../src/retention/shelf-change.ts';
import { shippedPolicy } from '../retention/shipped-policies.ts';
import { findings, NOW_MS, putPhotos, recordings, SetClock } from '../support/flow-bench.ts';
import { acting, person } from '../support/people.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import { dock, makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

const SETTINGS = { policy: 'default', zone: 'Asia/Shanghai' };
const NO = '市监罚〔2026〕12号' as CaseNo;

let place: string;
let station: TestStation;
let ids: readonly RecordingId[];
let seconds = 0;
const by = () => {
  seconds += 1;
  return acting(person('keeper'), utcOf(NOW_MS + seconds * 1_000), 'custodian');
};

/** Policies, units, a case and decisions with a whole life in them. */
beforeEach(async () => {
  place = makePlace('inspect-keeping');
  const clock = new SetClock();
  station = await openTestStation({ data: join(place, 'data'), clock });
  putPhotos(join(place, 'card'), 3);
  await dock(station, join(place, 'card'));
  ids = (await recordings(station)).map(({ id }) => id);
  const { catalog } = station;
  for (const id of ['default', 'zhongyang']) {
    const plan = await planAdoption({ catalog, clock }, SETTINGS, shippedPolicy(id));
    if (plan === null) throw new Error('there is something to adopt');
    const { adopted, entry } = adoptionOf(plan, null, by());
    await catalog.adoptPolicy(adopted, { entry, approval: null });
  }
  for (const unit of ['一中队', '']) {
    const plan = await planAssignment({ catalog, clock }, SETTINGS, { unit, policy: 'zhongyang' });
    if (plan === null) throw new Error('there is something to assign');
    const { assignment, entry } = assignmentOf(plan, null, null, by());
    await catalog.assignUnit(assignment, { entry, approval: null });
  }
  await catalog.keepCase(
    addCase(NO, { ...NO_CASE_FACTS, enforcement: 'penalty', parties: ['甲'] }, null, by()),
  );
  const change = async (decide: (before: Case) => ReturnType<typeof changeCase>) => {
    const made = decide((await catalog.caseOf(NO)) as Case);
    if (made !== null) await catalog.keepCase(made);
  };
  await change((before) => changeCase(before, { cause: '无证经营', parties: ['甲', '乙'] }, 'x', by()));
  await change((before) => closeCase(before, '2026-11-19' as CalendarDate, null, by()));
  await change((before) => reopenCase(before, 'x', by()));
  const [first, second, third] = ids as [RecordingId, RecordingId, RecordingId];
  const link = (recording: RecordingId, isEvidence: boolean) => ({ case: NO, recording, isEvidence });
  for (const [before, after] of [
    [null, link(first, false)],
    [link(first, false), link(first, true)],
    [null, link(second, false)],
    [null, link(third, true)],
  ] as const) {
    const made = linkRecording(before, after, null, by());
    if (made !== null) await catalog.link(made.link, made.entry);
  }
  const removed = removeLink(link(second, false), 'x', by());
  await catalog.removeLink(removed.link, removed.entry);
  for (const change of [
    decideClassOf({ recording: first, reason: '巡查' }, null, 'patrol', by()),
    decideClassOf({ recording: first, reason: 'x' }, 'patrol', null, by()),
    decideDayOf({ recording: second, reason: '时钟' }, null, '2026-11-01' as CalendarDate, by()),
  ]) {
    if (change !== null) await catalog.decideOn(change.decision, change.entry);
  }
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

async function foundAfter(statement: string): Promise<readonly string[]> {
  alterBehindItsBack(join(station.data, 'catalogue/sealdock.db'), statement);
  return findings(station);
}

test('policies, units, cases, links and decisions say what their entries say, after everything that can happen to them', async () => {
  expect(await findings(station)).toEqual([]);
});

const DECISION = `recording = (SELECT max(recording) FROM keeping_decision)`;

describe('altered behind the program’s back, found and named:', () => {
  test.each([
    ['a policy’s text', `UPDATE adopted_policy SET text = '{}' WHERE policy = 'default'`, 'default 1: text'],
    [
      'when it takes effect',
      `UPDATE adopted_policy SET effective_from = '2020' WHERE policy = 'default'`,
      'default 1: effectiveFrom',
    ],
    ['a policy removed', `DELETE FROM adopted_policy WHERE policy = 'zhongyang'`, 'zhongyang 1'],
    [
      'a policy that nobody adopted',
      `INSERT INTO adopted_policy VALUES ('own', 1, '{}', '${'ab'.repeat(32)}', 'x', '2026', '2026', NULL)`,
      'own 1',
    ],
    [
      'a unit’s policy',
      `UPDATE unit_policy SET policy = 'default' WHERE unit = '一中队'`,
      /^一中队 .*: policy$/,
    ],
    ['a unit’s policy removed', `DELETE FROM unit_policy WHERE unit = ''`, /^\* 2026/],
    ['a case closed', `UPDATE case_file SET state = 'closed'`, `${NO}: state`],
    ['the day of a closing', `UPDATE case_file SET closed_on = '2020-01-01'`, `${NO}: closedOn`],
    ['a party', `DELETE FROM case_party WHERE name = '乙'`, `${NO}: parties`],
    ['a link removed', `DELETE FROM case_link WHERE evidence = 1`, `${NO}: links`],
    ['what a link says', `UPDATE case_link SET evidence = 0`, `${NO}: links`],
    [
      'a class',
      `UPDATE keeping_decision SET value = 'permit' WHERE value = 'patrol'`,
      /BC240001-.* class \d+: value$/,
    ],
    ['who decided', `UPDATE keeping_decision SET decided_by = 'x' WHERE kind = 'day'`, /day \d+: by$/],
    ['a decision removed', `DELETE FROM keeping_decision WHERE kind = 'day' AND ${DECISION}`, /day \d+$/],
    [
      'a decision that nobody made',
      `INSERT INTO keeping_decision SELECT recording, kind, 1, value, 'x', at, reason FROM keeping_decision WHERE kind = 'day'`,
      /day 1$/,
    ],
  ])('%s', async (_, statement, about) => {
    const found = (await foundAfter(statement)).map((text) => text.replace(/^row-differs: /, ''));
    expect(found).toEqual([typeof about === 'string' ? about : expect.stringMatching(about)]);
  });
});
