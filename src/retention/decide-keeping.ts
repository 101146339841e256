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
  const { retention } = policy;
  const ofRecording = decideClass(facts);
  const base = decideBase(facts, retention.believeClockDays.value, dayOf);
  const reasons: KeepReason[] = applicableClasses(ofRecording.class, facts).flatMap((name) =>
    classReasons(name, facts.cases, base.day, retention),
  );
  for (const { no, state } of facts.cases) {
    if (state === 'open') reasons.push({ kind: 'case-open', caseNo: no, keep: FOR_EVER });
  }
  if (retention.floor.value !== null) reasons.push(reasonOf('floor', retention.floor, base.day));
  const keep = reasons.map((reason) => reason.keep).reduce(longerOf);
  for (const hold of facts.holds) reasons.push({ kind: 'hold', hold, keep: FOR_EVER });
  return { recording: facts.recording, ...ofRecording, base, keep, isHeld: facts.holds.length > 0, reasons };
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
