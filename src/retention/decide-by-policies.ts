import { type CalendarDate, dateAt, openDayCache } from '../evidence/calendar-date.ts';
import {
  isDue,
  type Keeping,
  type KeepingFacts,
  type KeepReason,
  type KeepUntil,
} from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import { decideBase } from './decide-base.ts';
import { decideClass } from './decide-class.ts';
import { openKeeper } from './decide-keeping.ts';
import type { Applied, PolicyView } from './policy-view.ts';

/** What one policy says of a recording. */
export interface Decision {
  readonly by: Applied;
  readonly keeping: Keeping;
}

export interface Decided extends Decision {
  /** What else was adopted, or waits, and keeps no longer. */
  readonly others: readonly Decision[];
}

export interface KeepingDecider {
  /** The longest of what is in force and what waits, so that nothing that waits makes anything due sooner. */
  decide(facts: KeepingFacts, units: readonly string[]): Decided;
  /** The day of the retention clock, in that policy's zone. */
  todayOf(by: Applied): CalendarDate;
  /** Whether its last day has passed. */
  isDue(decided: Decision): boolean;
}

/**
 * Decides what every recording is kept as and until when, each by the policy of its unit.
 * @param at the moment of `view`, and the zone of days where no policy says one.
 */
export function openDecider(
  view: PolicyView,
  at: { readonly now: UtcTime; readonly zone: string },
): KeepingDecider {
  const days = new Map<string, (time: UtcTime) => CalendarDate>();
  const todays = new Map<string, CalendarDate>();
  const dayOfIn = (zone: string) => remembered(days, zone, () => openDayCache(zone));
  const todayOf = ({ policy }: Applied) => {
    const zone = policy?.zone ?? at.zone;
    return remembered(todays, zone, () => dateAt(at.now, zone));
  };
  const keeperOf = ({ id, policy }: Applied): Keeper => {
    const dayOf = dayOfIn(policy?.zone ?? at.zone);
    return policy === null ? (facts) => keepWithoutPolicy(facts, id, dayOf) : openKeeper(policy, dayOf);
  };
  const keepers = new Map<Applied, Keeper>();
  const decideBy = (facts: KeepingFacts, by: Applied): Decision => ({
    by,
    keeping: remembered(keepers, by, () => keeperOf(by))(facts),
  });
  return {
    decide: (facts, units) => {
      const [inForce, ...waiting] = view.appliedTo(units);
      const first = decideBy(facts, inForce as Applied);
      if (waiting.length === 0) return { ...first, others: NOTHING };
      const all = [first, ...waiting.map((by) => decideBy(facts, by))];
      const longest = all.reduce((one, other) => (keepsLonger(other, one) ? other : one));
      return { ...longest, others: all.filter((each) => each !== longest) };
    },
    todayOf,
    isDue: ({ by, keeping }) => isDue(keeping, todayOf(by)),
  };
}

type Keeper = (facts: KeepingFacts) => Keeping;

const NOTHING: readonly never[] = [];
const FOR_EVER: KeepUntil = { kind: 'for-ever' };

function keepsLonger(one: Decision, other: Decision): boolean {
  const [{ keep }, { keep: than }] = [one.keeping, other.keeping];
  if (than.kind === 'for-ever') return false;
  return keep.kind === 'for-ever' || keep.day > than.day;
}

/** Before its policy is adopted nothing is due. */
function keepWithoutPolicy(
  facts: KeepingFacts,
  policy: string,
  dayOf: (time: UtcTime) => CalendarDate,
): Keeping {
  const reasons: KeepReason[] = [
    { kind: 'no-policy', policy, keep: FOR_EVER },
    ...facts.cases.flatMap(({ no, state }) =>
      state === 'open' ? [{ kind: 'case-open', caseNo: no, keep: FOR_EVER } as const] : [],
    ),
    ...facts.holds.map((hold) => ({ kind: 'hold', hold, keep: FOR_EVER }) as const),
  ];
  return {
    recording: facts.recording,
    ...decideClass(facts),
    base: decideBase(facts, null, dayOf),
    keep: FOR_EVER,
    isHeld: facts.holds.length > 0,
    reasons,
  };
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
