import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateAt } from '../../src/evidence/calendar-date.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { isDue, type KeepingFacts } from '../../src/evidence/retention.ts';
import { type UtcTime, utcOf } from '../../src/evidence/time.ts';
import type { AdoptedPolicy, UnitAssignment } from '../../src/ports/policy-shelf.ts';
import { openDecider } from '../../src/retention/decide-by-policies.ts';
import type { Policy } from '../../src/retention/policy.ts';
import { type ShelfFacts, viewPolicies } from '../../src/retention/policy-view.ts';
import { policyText } from '../../src/retention/read-policies.ts';
import { compareRules } from '../../src/retention/rule-changes.ts';
import { dateOf, FOR_EVER, facts, holdOf, periodOf, until } from './keeping-facts.ts';
import { shippedPolicy } from './shipped-policies.ts';

const ZONE = 'Asia/Shanghai';
const at = (day: string) => `${day}T04:00:00.000Z` as UtcTime;
const patrol = { classByPerson: 'patrol' } as const;

/** The shipped default with other periods. */
function policy(
  id: string,
  version: number,
  periods: { readonly patrol?: string; readonly floor?: string } = {},
): Policy {
  const { retention, ...rest } = shippedPolicy('default');
  return {
    ...rest,
    policy: id,
    version,
    retention: {
      ...retention,
      patrol: { ...retention.patrol, value: periodOf(periods.patrol ?? '6 months') },
      floor: { ...retention.floor, value: periodOf(periods.floor ?? '1 month') },
    },
  };
}

function adopted(what: Policy, from: string): AdoptedPolicy {
  const text = policyText(what);
  const by = { adoptedBy: 'head', adoptedAt: at('2026-01-01'), approval: null };
  return {
    policy: what.policy,
    version: what.version,
    text,
    sha256: sha256Of(text),
    effectiveFrom: at(from),
    ...by,
  };
}

const assigned = (unit: string, id: string, from: string): UnitAssignment => ({
  unit,
  policy: id,
  assignedBy: 'head',
  assignedAt: at('2026-01-01'),
  effectiveFrom: at(from),
  approval: null,
});

const shelf = (facts: Partial<ShelfFacts>): ShelfFacts => ({
  adopted: [],
  assignments: [],
  fallback: 'default',
  ...facts,
});

function decide(
  known: ShelfFacts,
  day: string,
  {
    units = [],
    of = patrol,
  }: { readonly units?: readonly string[]; readonly of?: Partial<KeepingFacts> } = {},
) {
  const decider = openDecider(viewPolicies(known, at(day)), { now: at(day), zone: ZONE });
  const decided = decider.decide(facts(of), units);
  return { ...decided, isDue: decider.isDue(decided), today: decider.todayOf(decided.by) };
}

describe('a policy', () => {
  test('that was never adopted makes nothing due', () => {
    const { keeping, isDue: due } = decide(shelf({}), '2099-01-01', { of: { ...patrol, holds: [holdOf()] } });
    expect(keeping).toMatchObject({ keep: FOR_EVER, isHeld: true });
    expect(keeping.reasons.map(({ kind }) => kind)).toEqual(['no-policy', 'hold']);
    expect(due).toBe(false);
  });

  test('SM-34 the newest version whose day has come prevails over the earlier ones', () => {
    const known = shelf({
      adopted: [
        adopted(policy('default', 1), '2026-01-01'),
        adopted(policy('default', 2, { patrol: '1 year' }), '2026-02-01'),
      ],
    });
    expect(decide(known, '2026-03-01').keeping.keep).toEqual(until('2027-08-31'));
  });

  test('edge case 8: a shorter version that waits makes nothing due sooner, and from its day on it counts', () => {
    const known = shelf({
      adopted: [
        adopted(policy('default', 1, { patrol: '1 year' }), '2026-01-01'),
        adopted(policy('default', 2, { patrol: '2 months' }), '2027-01-01'),
      ],
    });
    expect(decide(known, '2026-12-31')).toMatchObject({ isDue: false, by: { isWaiting: false } });
    expect(decide(known, '2026-12-31').keeping.keep).toEqual(until('2027-08-31'));
    expect(decide(known, '2027-01-02').isDue).toBe(true);
  });

  test('edge case 7: a longer version takes out of what is due what it keeps', () => {
    const one = adopted(policy('default', 1), '2026-01-01');
    expect(decide(shelf({ adopted: [one] }), '2027-03-01').isDue).toBe(true);
    const longer = adopted(policy('default', 2, { patrol: '2 years' }), '2027-03-01');
    expect(decide(shelf({ adopted: [one, longer] }), '2027-03-01').isDue).toBe(false);
  });

  test('edge case 9: what was patrol and becomes evidence is not due any more', () => {
    const known = shelf({ adopted: [adopted(policy('default', 1), '2026-01-01')] });
    expect(decide(known, '2027-03-01').isDue).toBe(true);
    const of = { classByPerson: 'evidence' } as const;
    expect(decide(known, '2027-03-01', { of }).isDue).toBe(false);
  });

  test('that lies behind a hold is never due, whatever its versions say', () => {
    const known = shelf({ adopted: [adopted(policy('default', 1, { patrol: '1 month' }), '2026-01-01')] });
    expect(decide(known, '2090-01-01', { of: { ...patrol, holds: [holdOf()] } }).isDue).toBe(false);
  });
});

describe('a unit', () => {
  const both = [
    adopted(policy('default', 1), '2026-01-01'),
    adopted(policy('own', 1, { patrol: '3 years' }), '2026-01-01'),
  ];

  test('C4 ZZ-56 goes by its own policy, and everybody else by the one of everybody', () => {
    const known = shelf({ adopted: both, assignments: [assigned('一中队', 'own', '2026-01-01')] });
    expect(decide(known, '2026-09-01', { units: ['一中队'] }).by.id).toBe('own');
    expect(decide(known, '2026-09-01', { units: ['二中队'] }).by.id).toBe('default');
    expect(decide(known, '2026-09-01').by.id).toBe('default');
  });

  test("of the officer goes before the recorder's; one that nobody has assigned is passed over", () => {
    const known = shelf({
      adopted: both,
      assignments: [
        assigned('officers', 'own', '2026-01-01'),
        assigned('recorders', 'default', '2026-01-01'),
      ],
    });
    expect(decide(known, '2026-09-01', { units: ['officers', 'recorders'] }).by.id).toBe('own');
    expect(decide(known, '2026-09-01', { units: ['unknown', 'recorders'] }).by.id).toBe('default');
  });

  test('that is given to another policy goes by whatever keeps longer until the day of that', () => {
    const known = shelf({
      adopted: both,
      assignments: [assigned('u', 'own', '2026-01-01'), assigned('u', 'default', '2026-10-01')],
    });
    expect(decide(known, '2026-09-01', { units: ['u'] })).toMatchObject({ by: { id: 'own' }, others: [{}] });
    expect(decide(known, '2026-10-02', { units: ['u'] })).toMatchObject({
      by: { id: 'default' },
      others: [],
    });
  });

  test('may be everybody whom nobody has named', () => {
    const known = shelf({ adopted: both, assignments: [assigned('', 'own', '2026-01-01')] });
    expect(decide(known, '2026-09-01', { units: ['x'] }).by.id).toBe('own');
  });
});

describe('the day', () => {
  const known = shelf({ adopted: [adopted(policy('default', 1), '2026-01-01')] });
  const recorded = (time: string) => ({ ...patrol, recordedAt: time as UtcTime, sealedAt: time as UtcTime });

  test.each(['Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Kiritimati', 'UTC'])(
    "edge case 10: is the policy's, at the edge of a year as well, also where the process stands in %s",
    (zone) => {
      const own = process.env.TZ;
      process.env.TZ = zone;
      try {
        expectDays();
      } finally {
        if (own === undefined) delete process.env.TZ;
        else process.env.TZ = own;
      }
    },
  );

  function expectDays(): void {
    // 16:30 UTC is half past midnight in Shanghai.
    const kept = decide(known, '2027-06-01', { of: recorded('2026-12-31T16:30:00.000Z') }).keeping;
    expect(kept.base.day).toBe('2027-01-01');
    expect(kept.keep).toEqual(until('2027-07-01'));
    const decider = openDecider(viewPolicies(known, at('2026-02-01')), {
      now: '2027-07-01T15:59:59.000Z' as UtcTime,
      zone: 'UTC',
    });
    const decided = decider.decide(facts(recorded('2026-12-31T16:30:00.000Z')), []);
    expect(decider.todayOf(decided.by)).toBe('2027-07-01');
    expect(decider.isDue(decided)).toBe(false);
  }

  test.each([
    ['2026-08-31', '6 months', '2027-02-28'],
    ['2027-08-31', '6 months', '2028-02-29'],
    ['2028-02-29', '2 years', '2030-02-28'],
    ['2026-01-31', '1 month', '2026-02-28'],
    ['2026-12-31', '1 month', '2027-01-31'],
  ])('edge case 10: from %s, %s end on %s and the day itself is not counted', (day, period, end) => {
    const of = { ...patrol, correctedDay: dateOf(day) };
    const one = shelf({ adopted: [adopted(policy('default', 1, { patrol: period }), '2026-01-01')] });
    const { keeping } = decide(one, '2026-02-01', { of });
    expect(keeping.keep).toEqual(until(end));
    expect(isDue(keeping, dateOf(end))).toBe(false);
  });
});

describe('whatever is adopted and assigned,', () => {
  test('adopting a version without a shorter rule makes nothing due sooner at any moment', () => {
    fc.assert(
      fc.property(anyMonths, anyMonths, anyMonths, anyInstant, (first, second, floor, moment) => {
        const one = policy('default', 1, { patrol: `${first} months`, floor: `${floor} months` });
        const two = policy('default', 2, { patrol: `${second} months`, floor: `${floor} months` });
        const isShorter = compareRules(one, two).some(({ effect }) => effect === 'shortens');
        expect(isShorter).toBe(second < first);
        const before = shelf({ adopted: [adopted(one, '2026-01-01')] });
        const after = shelf({
          adopted: [...before.adopted, adopted(two, isShorter ? '2099-01-01' : '2026-01-01')],
        });
        const day = dateAt(moment, ZONE) as string;
        if (!decide(before, day).isDue) expect(decide(after, day).isDue).toBe(false);
      }),
    );
  });
});

const anyMonths = fc.integer({ min: 1, max: 40 });
const anyInstant = fc
  .integer({ min: Date.parse('2026-02-01'), max: Date.parse('2032-01-01') })
  .map((ms) => utcOf(ms));

test('what a change of a rule does to what is kept', () => {
  const effects = (from: string, to: string) =>
    Object.fromEntries(
      compareRules(shippedPolicy(from), shippedPolicy(to)).map(({ rule: name, effect }) => [name, effect]),
    );
  expect(effects('zhongyang', 'zhuzhou')).toMatchObject({
    'retention.patrol': 'shortens',
    'retention.default': 'lengthens',
    'retention.onExpiry': 'lengthens',
    'hold.approver': 'shortens',
    'hold.offlineCopy': 'lengthens',
    'upload.soft': 'other',
  });
  expect(effects('cele', 'zhongyang')['retention.evidence']).toBe('shortens');
  expect(effects('zhongyang', 'cele')['retention.evidence']).toBe('lengthens');
  expect(compareRules(null, shippedPolicy('zhongyang')).some(({ effect }) => effect === 'shortens')).toBe(
    true,
  );
  expect(compareRules(shippedPolicy('cele'), shippedPolicy('cele'))).toEqual([]);
});
