import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { Person, StaffId } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import { changePerson, setPassword, suspendPerson } from '../../src/staff/change-staff.ts';
import { hashPassword } from '../../src/staff/password-hash.ts';
import { resumeSession } from '../../src/staff/resume-session.ts';
import { type StaffSettings, signIn } from '../../src/staff/sign-in.ts';
import { NOW_MS, SetClock } from '../support/flow-bench.ts';
import { acting, LOW_COST, PASSWORD, person, putPeople } from '../support/people.ts';

const HOUR_MS = 3_600_000;
const SETTINGS: StaffSettings = {
  zone: 'Asia/Shanghai',
  sessionMs: 8 * HOUR_MS,
  idleMs: HOUR_MS / 2,
  passwordAgeMs: null,
  cost: LOW_COST,
};
const OS_USER = { kind: 'os-user', id: 'pc', role: 'operator', established: 'os-login' } as const;

let clock: SetClock;
let catalog: Catalog;
beforeEach(async () => {
  clock = new SetClock();
  catalog = openSqliteCatalog(':memory:', clock);
  await putPeople(catalog, [person('zhou'), person('li', { roles: ['officer'] })], utcOf(NOW_MS));
});
afterEach(() => catalog.close());

const enter = (account = 'li', password = PASSWORD, settings = SETTINGS) =>
  signIn({ catalog, clock }, { account, password, osUser: OS_USER }, settings);
const resumed = async (token: string) => (await resumeSession({ catalog, clock }, token, SETTINGS)).kind;
const li = async () => (await catalog.person('li' as StaffId)) as Person;
const zhou = async () => acting((await catalog.person('zhou' as StaffId)) as Person, utcOf(clock.wallMs));
const entries = async () =>
  (await catalog.auditRows(0, 1_000)).map(({ text }) => JSON.parse(text) as AuditEntry);

describe('a session', () => {
  test('is opened by a token of 256 bits that only its owner has, and is audited', async () => {
    const { token, session } = await enter();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(session.digest).toBe(sha256Of(token));
    expect(await resumed(token)).toBe('signed-in');
    expect(await resumed(`${token}x`)).toBe('over');
    const [entry] = (await entries()).slice(-1);
    expect(entry).toMatchObject({
      act: 'staff.signed-in',
      actor: { kind: 'staff', id: 'li', role: 'self', established: 'password' },
      detail: { session: session.digest, osUser: 'pc' },
    });
    expect(JSON.stringify(await entries())).not.toContain(token);
    expect(JSON.stringify(await entries())).not.toContain(PASSWORD);
  });

  test('ends when it has lain idle, and not before', async () => {
    const { token } = await enter();
    for (let each = 0; each < 4; each += 1) {
      clock.wallMs += SETTINGS.idleMs - 1;
      expect(await resumed(token)).toBe('signed-in');
    }
    clock.wallMs += SETTINGS.idleMs;
    expect(await resumed(token)).toBe('over');
  });

  test('ends with its day, however busy it is', async () => {
    const { token } = await enter();
    const end = clock.wallMs + SETTINGS.sessionMs;
    while (clock.wallMs + SETTINGS.idleMs / 2 < end) {
      clock.wallMs += SETTINGS.idleMs / 2;
      expect(await resumed(token)).toBe('signed-in');
    }
    clock.wallMs = end;
    expect(await resumed(token)).toBe('over');
  });

  test('ends with suspension, with another password, and when its person is no longer in post', async () => {
    const before = await enter();
    const record = {
      hash: await hashPassword('Other-2026-!z', LOW_COST),
      setAt: utcOf(NOW_MS),
      mustChange: false,
    };
    await catalog.keepPerson(setPassword(await li(), record, await zhou()));
    expect(await resumed(before.token)).toBe('over');
    const next = await enter('li', 'Other-2026-!z');
    const gone = changePerson(
      await li(),
      { inPost: { from: '2020-01-01' as CalendarDate, until: '2026-11-20' as CalendarDate } },
      await zhou(),
    );
    if (gone !== null) await catalog.keepPerson(gone);
    expect(await resumed(next.token)).toBe('signed-in');
    // The last day counts in full, in the station's zone.
    clock.wallMs = Date.parse('2026-11-20T16:00:00Z');
    const late = await enter('li', 'Other-2026-!z').catch((thrown: unknown) => thrown);
    expect(late).toMatchObject({ code: 'sign-in-refused' });
    const change = suspendPerson(await li(), 'x', await zhou());
    if (change !== null) await catalog.keepPerson(change);
    expect(await catalog.sessionsPage(null, 9)).toEqual([]);
  });
});

describe('a sign-in', () => {
  test('is refused alike for a wrong password, a name that nobody has, and an account that is not in use', async () => {
    const change = suspendPerson(await li(), 'x', await zhou());
    if (change !== null) await catalog.keepPerson(change);
    const answers = [];
    for (const [account, password] of [
      ['zhou', 'Wrong-2026-!z'],
      ['nobody', PASSWORD],
      ['NO SUCH NAME', PASSWORD],
      ['li', PASSWORD],
    ] as const) {
      const thrown = await enter(account, password).catch((error: unknown) => error);
      answers.push(JSON.stringify(thrown));
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('sign-in-refused');
    const why = (await entries()).filter(({ act }) => act === 'staff.sign-in-refused');
    expect(why.map(({ object, detail }) => [object.id, detail.why])).toEqual([
      ['zhou', 'password'],
      ['?', 'unknown-account'],
      ['?', 'unknown-account'],
      ['li', 'not-in-use'],
    ]);
    expect(JSON.stringify(why)).not.toContain('NO SUCH NAME');
  });

  test('is counted also when many try at the same moment: no more than five are judged', async () => {
    const tries = [...Array(12).keys()].map((each) =>
      enter('li', each === 11 ? PASSWORD : `Wrong-2026-!${each}`).then(
        () => 'passed',
        (thrown: { readonly code: string }) => thrown.code,
      ),
    );
    const answers = await Promise.all(tries);
    // With the right one among the first five, the count began anew once.
    const judged = answers.filter((answer) => answer === 'sign-in-refused').length;
    expect(judged).toBeLessThanOrEqual(answers.includes('passed') ? 8 : 4);
    expect((await entries()).filter(({ act }) => act === 'staff.locked')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'catalogue-busy')).toEqual([]);
  });

  test('with a password that is too old, or that somebody else has set, opens nothing', async () => {
    clock.wallMs += 90 * 24 * HOUR_MS;
    const aged = { ...SETTINGS, passwordAgeMs: 90 * 24 * HOUR_MS };
    await expect(enter('li', PASSWORD, aged)).rejects.toMatchObject({ code: 'password-expired' });
    await enter('li', PASSWORD);
    const record = {
      hash: await hashPassword(PASSWORD, LOW_COST),
      setAt: utcOf(clock.wallMs),
      mustChange: true,
    };
    await catalog.keepPerson(setPassword(await li(), record, await zhou()));
    await expect(enter('li', PASSWORD)).rejects.toMatchObject({ code: 'password-expired' });
    expect(await catalog.sessionsPage(null, 9)).toEqual([]);
  });
});
