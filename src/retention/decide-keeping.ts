import { addMonths, type CalendarDate } from '../evidence/calendar-date.ts';
import type { Period } from '../evidence/period.ts';
import {
  type CaseStanding,
  type Keeping,
  type KeepingFacts,
  type KeepReason,
  type KeepUntil,
  longerOf,
  type NoDayCause,
  type RetentionClass,
  type RuleReason,
} from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import { decideBase } from './decide-base.ts';
import { applicableClasses, decideClass } from './decide-class.ts';
import type { Policy, Rule } from './policy.ts';

const FOR_EVER: KeepUntil = { kind: 'for-ever' };

/**
 * How long a recording is kept, with every reason (DESIGN 7). Of all that applies the longest wins, so that no further
 * reason, link, hold or longer period can make anything due sooner. Where the policy is silent nothing is ever due.
 * @param dayOf the day of an instant in the policy's zone; see `openDayCache`.
 */
export function decideKeeping(
  facts: KeepingFacts,
  policy: Pick<Policy, 'retention'>,
  dayOf: (time: UtcTime) => CalendarDate,
): Keeping {
  return openKeeper(policy, dayOf)(facts);
}

/** Days of a century, of every class. */
const REMEMBERED_LIMIT = 200_000;

/**
 * `decideKeeping` for a million recordings: what is linked to no case and has one class and one day has the same
 * reasons, which are made once. Bounded.
 */
export function openKeeper(
  { retention }: Pick<Policy, 'retention'>,
  dayOf: (time: UtcTime) => CalendarDate,
): (facts: KeepingFacts) => Keeping {
  const known = new Map<string, Settled>();
  const withoutCases = (name: RetentionClass, base: CalendarDate): Settled => {
    const key = `${base} ${name}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED_LIMIT) known.clear();
    const made = settle([name], NO_CASES, base, retention);
    known.set(key, made);
    return made;
  };
  return (facts) => {
    const { recording, cases, holds } = facts;
    const ofRecording = decideClass(facts);
    const base = decideBase(facts, retention.believeClockDays.value, dayOf);
    const { reasons, keep } =
      cases.length === 0
        ? withoutCases(ofRecording.class, base.day)
        : settle(applicableClasses(ofRecording.class, facts), cases, base.day, retention);
    const isHeld = holds.length > 0;
    const held = holds.map((hold) => ({ kind: 'hold', hold, keep: FOR_EVER }) as const);
    return {
      recording,
      ...ofRecording,
      base,
      keep,
      isHeld,
      reasons: isHeld ? [...reasons, ...held] : reasons,
    };
  };
}

const NO_CASES: readonly CaseStanding[] = [];

/** All that is told of the rules and cases, and the longest of it. */
interface Settled {
  readonly reasons: readonly KeepReason[];
  readonly keep: KeepUntil;
}

function settle(
  classes: readonly RetentionClass[],
  cases: readonly CaseStanding[],
  base: CalendarDate,
  retention: Retention,
): Settled {
  const reasons: KeepReason[] = classes.flatMap((name) => classReasons(name, cases, base, retention));
  for (const { no, state } of cases) {
    if (state === 'open') reasons.push({ kind: 'case-open', caseNo: no, keep: FOR_EVER });
  }
  if (retention.floor.value !== null) reasons.push(reasonOf('floor', retention.floor, base));
  return { reasons, keep: reasons.map((reason) => reason.keep).reduce(longerOf) };
}

type Retention = Policy['retention'];

function classReasons(
  name: RetentionClass,
  cases: readonly CaseStanding[],
  base: CalendarDate,
  retention: Retention,
): readonly RuleReason[] {
  // Nobody has said what it is: it may be any of those that need no case, and the longest of them counts.
  if (name === 'unclassified') {
    const own = reasonOf(name, retention.default, base);
    return [own, reasonOf('patrol', retention.patrol, base), reasonOf('permit', retention.permit, base)];
  }
  const rule = retention[name];
  if (rule.value?.kind !== 'case-file') return [reasonOf(name, rule, base)];
  const files = name === 'evidence' ? cases.filter(({ isEvidence }) => isEvidence) : cases;
  if (files.length === 0) return [{ ...reasonOf(name, rule, null), cause: 'no-case' }];
  return files.map((file) => fileReason(file, name, rule, base, retention));
}

/** Kept as long as the file of its case, which runs from the last closing. */
function fileReason(
  { no, state, closedOn, filePeriod }: CaseStanding,
  name: RetentionClass,
  rule: Rule<Period>,
  base: CalendarDate,
  { caseFile }: Retention,
): RuleReason {
  const { clauses, sentence } = rule;
  const period = filePeriod ?? caseFile.value;
  const told = { kind: 'case-file', name, caseNo: no, clauses, sentence, period } as const;
  const cause = state === 'open' || closedOn === null ? 'case-open' : noDayCause(period);
  if (cause !== null || closedOn === null || period?.kind !== 'months') {
    return { ...told, base: null, keep: FOR_EVER, cause };
  }
  // Taken in after its case was closed, it is not due before its own day.
  const from = closedOn > base ? closedOn : base;
  return { ...told, base: from, keep: { kind: 'day', day: addMonths(from, period.months) }, cause: null };
}

function reasonOf(name: RetentionClass | 'floor', rule: Rule<Period>, base: CalendarDate | null): RuleReason {
  const { clauses, sentence, value: period } = rule;
  const told = {
    kind: name === 'floor' ? 'floor' : 'class',
    name,
    caseNo: null,
    clauses,
    sentence,
    period,
    base,
  } as const;
  if (period?.kind !== 'months' || base === null) {
    return { ...told, keep: FOR_EVER, cause: noDayCause(period) };
  }
  return { ...told, keep: { kind: 'day', day: addMonths(base, period.months) }, cause: null };
}

function noDayCause(period: Period | null): NoDayCause | null {
  if (period === null) return 'policy-is-silent';
  if (period.kind === 'for-ever') return 'rule-says-for-ever';
  return period.kind === 'case-file' ? 'no-case' : null;
}
