import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import { isDue, type Keeping, type KeepingFacts, RETENTION_CLASSES } from '../../src/evidence/retention.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import { caseOf, dateOf, FOR_EVER, facts, holdOf, keeping, retentionOf, until } from './keeping-facts.ts';

const patrol = { classByPerson: 'patrol' } as const;

describe('the class decides', () => {
  test('ZZ-42.1 WS-11.2 patrol recordings are kept six calendar months, and are due the day after', () => {
    const kept = keeping(patrol);
    expect(kept.keep).toEqual(until('2027-02-28'));
    expect(isDue(kept, dateOf('2027-02-28'))).toBe(false);
    expect(isDue(kept, dateOf('2027-03-01'))).toBe(true);
  });

  test('ZY-19.1 what nobody has classed takes the longest period that could apply', () => {
    expect(keeping().keep).toEqual(until('2028-08-31'));
    expect(keeping({}, retentionOf({ default: '1 month', patrol: '3 years' })).keep).toEqual(
      until('2029-08-31'),
    );
    expect(keeping({}, retentionOf({ default: null })).keep).toEqual(FOR_EVER);
  });

  test('each answer names class, clause, sentence, base and period', () => {
    expect(keeping(patrol).reasons[0]).toEqual({
      kind: 'class',
      name: 'patrol',
      caseNo: null,
      clauses: ['ZZ-42.1'],
      sentence: '日常巡查的声像资料保存期限不少于6个月',
      period: { kind: 'months', months: 6 },
      base: '2026-08-31',
      keep: until('2027-02-28'),
      cause: null,
    });
  });

  test('CL-22.2d CL-23b what is kept for ever is never due', () => {
    const kept = keeping(patrol, retentionOf({ patrol: 'for-ever' }));
    expect(kept.keep).toEqual(FOR_EVER);
    expect(kept.reasons[0]).toMatchObject({ cause: 'rule-says-for-ever' });
  });

  test.each(RETENTION_CLASSES)('where the regulation is silent about %s, nothing expires by it', (name) => {
    const rule = name === 'unclassified' ? 'default' : name;
    const kept = keeping({ classByPerson: name }, retentionOf({ [rule]: null }));
    expect(kept.keep).toEqual(FOR_EVER);
    expect(kept.reasons).toContainEqual(expect.objectContaining({ cause: 'policy-is-silent' }));
  });

  test('edge case 8: no class is kept shorter than the floor', () => {
    expect(keeping(patrol, retentionOf({ patrol: '1 month' })).keep).toEqual(until('2027-02-28'));
  });
});

describe('a case', () => {
  const evidence = (more = {}) => ({ cases: [caseOf({ isEvidence: true, ...more })] });
  const closed = { state: 'closed', closedOn: dateOf('2027-01-31') } as const;

  test('that is open keeps everything in it', () => {
    const kept = keeping({ ...patrol, cases: [caseOf()] });
    expect(kept.keep).toEqual(FOR_EVER);
    expect(kept.reasons).toContainEqual({ kind: 'case-open', caseNo: caseOf().no, keep: FOR_EVER });
  });

  test('ZY-19.2 ZZ-42.2 WS-11.3 evidence is kept as long as the file, from its closing', () => {
    expect(keeping(evidence(closed)).keep).toEqual(until('2037-01-31'));
  });

  test('edge case 6: reopened it keeps, closed twice the later closing counts', () => {
    expect(keeping(evidence({ ...closed, state: 'open' })).keep).toEqual(FOR_EVER);
    expect(keeping(evidence({ ...closed, closedOn: dateOf('2028-03-01') })).keep).toEqual(
      until('2038-03-01'),
    );
  });

  test('ZY-18.2 WS-11.1 whose file has a period of its own goes by that', () => {
    expect(keeping(evidence({ ...closed, filePeriod: { kind: 'months', months: 360 } })).keep).toEqual(
      until('2057-01-31'),
    );
    expect(keeping(evidence({ ...closed, filePeriod: { kind: 'for-ever' } })).keep).toEqual(FOR_EVER);
  });

  test('C9: without a period for case files, evidence is never due', () => {
    expect(keeping(evidence(closed), retentionOf({ caseFile: null })).keep).toEqual(FOR_EVER);
  });

  test('evidence that nobody has linked to a case is never due', () => {
    const kept = keeping({ classByPerson: 'evidence' });
    expect(kept.keep).toEqual(FOR_EVER);
    expect(kept.reasons[0]).toMatchObject({ cause: 'no-case' });
  });

  test('edge case 9: a link as evidence counts even where a person said patrol', () => {
    expect(keeping({ ...patrol, ...evidence(closed) }).keep).toEqual(until('2037-01-31'));
  });

  test('of several, the longest counts', () => {
    const cases = [
      caseOf({ no: 'a', isEvidence: true, ...closed }),
      caseOf({ no: 'b', isEvidence: true, ...closed, closedOn: dateOf('2029-01-01') }),
    ];
    expect(keeping({ cases }).keep).toEqual(until('2039-01-01'));
  });
});

describe('the day that a period runs from', () => {
  const at = (text: string) => text as UtcTime;

  test('C32: is that of recording, by the calendar of the policy', () => {
    const late = { recordedAt: at('2026-08-30T17:00:00.000Z'), sealedAt: at('2026-08-30T18:00:00.000Z') };
    expect(keeping({ ...patrol, ...late }).base).toEqual({
      day: '2026-08-31',
      from: 'recorded',
      doubt: null,
    });
  });

  test.each([
    ['1970-01-01T00:00:00.000Z', 'long-before-seal', 'sealed', '2026-08-31'],
    ['2026-05-01T00:00:00.000Z', 'long-before-seal', 'sealed', '2026-08-31'],
    ['2031-01-01T00:00:00.000Z', 'after-seal', 'recorded', '2031-01-01'],
  ])(
    'edge case 11: a recorder that says %s is not believed (%s): %s counts',
    (recordedAt, doubt, from, day) => {
      expect(keeping({ ...patrol, recordedAt: at(recordedAt) }).base).toEqual({ day, from, doubt });
    },
  );

  test('edge case 11: a logged decision on the day counts instead', () => {
    const recordedAt = at('2031-01-01T00:00:00.000Z');
    expect(keeping({ ...patrol, recordedAt, correctedDay: dateOf('2026-08-30') }).keep).toEqual(
      until('2027-02-28'),
    );
  });

  test('starts again when a hold is released whose ground says so', () => {
    expect(keeping({ ...patrol, restartedAt: at('2029-05-31T02:00:00.000Z') }).keep).toEqual(
      until('2029-11-30'),
    );
    expect(keeping({ ...patrol, restartedAt: at('2026-01-01T02:00:00.000Z') }).keep).toEqual(
      until('2027-02-28'),
    );
  });
});

describe('a hold', () => {
  const longAfter = dateOf('2090-01-01');

  test('edge case 1: beats expiry', () => {
    expect(isDue(keeping(patrol), longAfter)).toBe(true);
    expect(isDue(keeping({ ...patrol, holds: [holdOf()] }), longAfter)).toBe(false);
  });

  test('edge case 2: two of them, one released: still held', () => {
    const both = [holdOf({ id: 'a' }), holdOf({ id: 'b' })];
    expect(keeping({ holds: both.slice(1) }).isHeld).toBe(true);
  });

  test('that is only proposed, or whose release is asked for, holds as well', () => {
    for (const state of ['proposed', 'release-requested'] as const) {
      expect(isDue(keeping({ ...patrol, holds: [holdOf({ state })] }), longAfter)).toBe(false);
    }
  });

  test('that is released leaves the original day as it was', () => {
    expect(keeping({ ...patrol, holds: [holdOf()] }).keep).toEqual(keeping(patrol).keep);
  });
});

describe('whatever a recording, its cases, its holds and the policy are,', () => {
  test('nothing held is due, and nothing is due before the day of any reason', () => {
    fc.assert(
      fc.property(anyFacts, anyPeriods, anyDay, (given, periods, today) => {
        const kept = keeping(given, retentionOf(periods));
        if (!isDue(kept, today)) return;
        expect(kept.isHeld).toBe(false);
        for (const { keep } of kept.reasons) expect(keep.kind === 'day' && keep.day < today).toBe(true);
      }),
    );
  });

  // A link that says what an unclassified recording is, or which file evidence belongs to, may give the first day at all.
  test('one more hold or restart, and one more case of what is classed, makes nothing due sooner', () => {
    fc.assert(
      fc.property(anyFacts, anyPeriods, anyFacts, anyDay, (given, periods, more, today) => {
        const policy = retentionOf(periods);
        const added = {
          ...given,
          holds: [...given.holds, ...more.holds],
          cases: isSettled(given, policy) ? [...given.cases, ...more.cases] : given.cases,
          restartedAt: later(given.restartedAt, more.restartedAt),
        };
        expectNotSooner(keeping(given, policy), keeping(added, policy), today);
      }),
    );
  });

  test('a longer period makes nothing due sooner', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...NAMES), fc.nat(60), fc.nat(60), (given, name, few, more) => {
        const short = retentionOf({ [name]: `${few + 1} months` });
        const long = retentionOf({ [name]: `${few + 1 + more} months` });
        expectNotSooner(keeping(given, short), keeping(given, long), dateOf('2029-01-01'));
      }),
    );
  });
});

function expectNotSooner(before: Keeping, after: Keeping, today: CalendarDate): void {
  if (!isDue(before, today)) expect(isDue(after, today)).toBe(false);
  if (after.keep.kind === 'for-ever') return;
  expect(before.keep.kind === 'day' && before.keep.day <= after.keep.day).toBe(true);
}

function isSettled(given: KeepingFacts, policy: ReturnType<typeof retentionOf>): boolean {
  const isWaiting = keeping(given, policy).reasons.some((one) => 'cause' in one && one.cause === 'no-case');
  return !isWaiting && (given.classByPerson !== null || given.cases.length > 0);
}

const later = (one: UtcTime | null, other: UtcTime | null) =>
  one === null || (other !== null && other > one) ? other : one;

const NAMES = ['patrol', 'case', 'permit', 'default', 'caseFile', 'floor'] as const;

const anyDay = fc
  .integer({ min: Date.parse('2020-01-01'), max: Date.parse('2060-12-31') })
  .map((ms) => new Date(ms).toISOString().slice(0, 10) as CalendarDate);
const anyInstant = fc
  .integer({ min: Date.parse('2020-01-01'), max: Date.parse('2032-01-01') })
  .map((ms) => new Date(ms).toISOString() as UtcTime);
const anyPeriod = fc.option(fc.constantFrom('1 month', '6 months', '2 years', 'for-ever'), { nil: null });
const anyPeriods = fc.record({
  patrol: anyPeriod,
  default: anyPeriod,
  case: anyPeriod,
  permit: fc.oneof(anyPeriod, fc.constant('case-file')),
  evidence: fc.oneof(anyPeriod, fc.constant('case-file')),
  caseFile: anyPeriod,
  floor: fc.constantFrom(null, '6 months'),
});
const anyCase = fc.record({
  no: fc.constantFrom('a', 'b'),
  enforcement: fc.constantFrom('penalty', 'licence', null),
  state: fc.constantFrom('open' as const, 'closed' as const),
  closedOn: fc.option(anyDay, { nil: null }),
  filePeriod: fc.constantFrom(null, { kind: 'months' as const, months: 120 }, { kind: 'for-ever' as const }),
  isEvidence: fc.boolean(),
});
const anyFacts: fc.Arbitrary<KeepingFacts> = fc
  .record({
    recordedAt: anyInstant,
    sealedAt: anyInstant,
    marks: fc.constantFrom([], ['time-implausible' as const]),
    correctedDay: fc.option(anyDay, { nil: null }),
    classByPerson: fc.option(fc.constantFrom(...RETENTION_CLASSES), { nil: null }),
    cases: fc.array(anyCase, { maxLength: 3 }),
    holds: fc.array(fc.constant(holdOf()), { maxLength: 2 }),
    restartedAt: fc.option(anyInstant, { nil: null }),
  })
  .map((some) => facts(some));
