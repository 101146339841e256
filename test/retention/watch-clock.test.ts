import { describe, expect, test } from 'vitest';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { verifyLog } from '../../src/audit/verify-log.ts';
import type { AuditEntry } from '../../src/evidence/audit-entry.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import { advanceRetentionClock, retentionNowMs } from '../../src/evidence/retention-clock.ts';
import type { Role, StaffId } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { confirmClock } from '../../src/retention/confirm-clock.ts';
import { openClockWatch, requireTrust } from '../../src/retention/watch-clock.ts';
import type { ActingPerson } from '../../src/staff/acting-person.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { memoryLogFiles } from '../fakes/memory-log-files.ts';
import { StationClock } from '../fakes/station-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BOUNDS = { longOffMs: 7 * DAY_MS, outsideMs: null };

function personIn(...roles: readonly Role[]): ActingPerson {
  const at = utcOf(0);
  const span = { from: '2020-01-01' as CalendarDate, until: null };
  const id = 'someone' as StaffId;
  const person = {
    id,
    name: '某',
    certificate: null,
    unit: null,
    inPost: span,
    qualified: null,
    roles,
    state: 'active',
    createdAt: at,
    changedAt: at,
  } as const;
  return { person, actor: { kind: 'staff', id, role: 'self', established: 'session' }, at, today: span.from };
}

async function watched(act: (at: Awaited<ReturnType<typeof station>>) => Promise<void>): Promise<void> {
  const at = await station();
  try {
    await act(at);
  } finally {
    await at.catalog.close();
  }
}

async function station() {
  const clock = new StationClock('2026-11-20T00:00:00Z');
  const catalog = openSqliteCatalog(':memory:', clock);
  const write = () => catalog.record(draft('staging.removed'));
  const open = () => openClockWatch({ catalog, clock }, BOUNDS);
  const acts = async () =>
    (await catalog.auditRows(0, 200)).map(({ text }) => (JSON.parse(text) as AuditEntry).act);
  await write();
  return { clock, catalog, write, open, acts };
}

describe('edge case 12: a clock that cannot be believed freezes destruction', () => {
  test('time that passes on both clocks is believed, over days and over a short time off', () =>
    watched(async ({ clock, write, open }) => {
      const watch = open();
      for (let day = 0; day < 30; day += 1) {
        clock.passDays(1);
        if (day % 5 === 0) clock.offMs(2 * DAY_MS);
        await write();
        expect((await watch.look()).doubt).toBeNull();
      }
    }));

  test.each([
    ['a step back', 'went-back', (clock: StationClock) => clock.leapMs(-5 * 60_000)],
    [
      'a leap of more than an hour within one boot',
      'leapt',
      (clock: StationClock) => clock.leapMs(HOUR_MS + 1),
    ],
    ['a boot with an earlier time than before', 'went-back', (clock: StationClock) => clock.offMs(-DAY_MS)],
    ['a time off that nobody confirms', 'long-off', (clock: StationClock) => clock.offMs(8 * DAY_MS)],
  ])('%s is doubted, told once in the log, and stands through restarts', (_, kind, happen) =>
    watched(async ({ clock, write, open, acts }) => {
      happen(clock);
      // What is taken in meanwhile is no proof that the clock is right.
      for (let each = 0; each < 20; each += 1) await write();
      expect((await open().look()).doubt).toMatchObject({ kind });
      const standing = await open().look();
      expect(standing.doubt).toMatchObject({ kind });
      expect(() => requireTrust(standing)).toThrow(expect.objectContaining({ code: 'clock-doubtful' }));
      expect((await acts()).filter((act) => act === 'clock.doubted')).toHaveLength(1);
    }),
  );

  test('a leap that was taken back before anybody wrote stays doubted once it was seen', () =>
    watched(async ({ clock, open }) => {
      clock.leapMs(3 * HOUR_MS);
      expect((await open().look()).doubt).toMatchObject({ kind: 'leapt' });
      clock.leapMs(-3 * HOUR_MS);
      expect((await open().look()).doubt).toMatchObject({ kind: 'leapt' });
    }));

  test('small leaps add up', () =>
    watched(async ({ clock, write, open }) => {
      const watch = open();
      const doubts: boolean[] = [];
      for (let each = 0; each < 4; each += 1) {
        clock.passMs(HOUR_MS);
        clock.leapMs(20 * 60_000);
        await write();
        doubts.push((await watch.look()).doubt !== null);
      }
      expect(doubts).toEqual([false, false, false, true]);
    }));

  test('a time that somebody outside has signed since confirms a long time off, and only one that agrees', () =>
    watched(async ({ clock, catalog }) => {
      clock.offMs(30 * DAY_MS);
      const outsideMs = clock.read().wallMs - 60_000;
      const look = (ms: number) => openClockWatch({ catalog, clock }, { ...BOUNDS, outsideMs: ms }).look();
      expect((await look(outsideMs)).doubt).toBeNull();
      expect((await look(outsideMs - 2 * HOUR_MS)).doubt).toMatchObject({ kind: 'long-off' });
    }));

  test('only a system administrator lifts the doubt, with a reason, and only where there is one', () =>
    watched(async ({ clock, catalog, open, acts }) => {
      const watch = open();
      const confirm = (...roles: readonly Role[]) =>
        confirmClock({ catalog, watch }, '已与授时比对', personIn(...roles));
      await expect(confirm('system-admin')).rejects.toMatchObject({ code: 'state-differs' });
      clock.leapMs(2 * HOUR_MS);
      await expect(confirm('custodian')).rejects.toMatchObject({ code: 'role-missing' });
      await confirm('custodian', 'system-admin');
      expect((await watch.look()).doubt).toBeNull();
      expect((await open().look()).doubt).toBeNull();
      expect((await acts()).slice(-2)).toEqual(['clock.doubted', 'clock.confirmed']);
    }));

  test('a wrong year that was corrected and confirmed makes nothing due: the retention clock goes back with it', () =>
    watched(async ({ clock, catalog, write, open }) => {
      clock.offMs(20 * 365 * DAY_MS);
      await write();
      clock.offMs(-20 * 365 * DAY_MS);
      await write();
      const watch = open();
      expect((await watch.look()).doubt).not.toBeNull();
      await confirmClock({ catalog, watch }, '电池已更换', personIn('system-admin'));
      expect((await watch.look()).now.slice(0, 10)).toBe('2026-11-20');
      // Whoever recomputes the clock from the entries agrees.
      const logSigner = { publicKey: new Uint8Array(32) };
      const verdict = await verifyLog(
        { catalog, logFiles: memoryLogFiles(), logSigner },
        { origin: 'sealdock/test', remembered: null },
      );
      expect(verdict.findings.map(({ kind }) => kind)).not.toContain('retention-clock-differs');
    }));
});

describe('the time by which things are due', () => {
  test('is never ahead of the wall clock nor of the retention clock', () => {
    const start = Date.UTC(2026, 10, 20);
    const last = advanceRetentionClock(null, { wallMs: start, boot: 'a', monotonicMs: 0 });
    expect(retentionNowMs(last, { wallMs: start - DAY_MS, boot: 'a', monotonicMs: 10 })).toBe(start - DAY_MS);
    expect(retentionNowMs(last, { wallMs: start + DAY_MS, boot: 'a', monotonicMs: 10 })).toBe(start + 5_010);
  });
});
