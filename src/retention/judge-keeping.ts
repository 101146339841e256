import { type CalendarDate, dateAt, openDayCache } from '../evidence/calendar-date.ts';
import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import { isDue, type Keeping, type KeepingFacts } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import { openKeeper } from './decide-keeping.ts';
import type { Policy } from './policy.ts';

/** What the policy in force for a recording says of it at one moment of the retention clock. */
export interface Judged {
  /** Null where its unit has none: then nothing is due. */
  readonly policy: Policy | null;
  readonly keeping: Keeping;
  /** In the policy's zone, by the retention clock. */
  readonly today: CalendarDate;
}

/** Every recording by the policy of its unit. Asked inside transactions, so it waits for nothing. */
export type KeepingJudge = (facts: KeepingFacts) => Judged;

/** @param now by the retention clock. */
export type OpenJudge = (now: UtcTime) => Promise<KeepingJudge>;

/** One policy for every recording. */
export function judgeByOne(policy: Policy): OpenJudge {
  return async (now) => {
    const dayOf = openDayCache(policy.zone);
    const today = dateAt(now, policy.zone);
    const keep = openKeeper(policy, dayOf);
    return (facts) => ({ policy, keeping: keep(facts), today });
  };
}

/** Its last day is over, nothing holds it, and its policy says that what is over is proposed for destruction. */
export function isDestructible({ policy, keeping, today }: Judged): boolean {
  return policy?.retention.onExpiry.value === 'propose-destruction' && isDue(keeping, today);
}

/**
 * Why it is due, as canonical JSON: what those who approve are shown, and what stands in the register. The reasons that
 * decided come with their clauses; the sentences stand in the policy.
 */
export function whyDue({ keeping }: Judged): string {
  const { base, keep } = keeping;
  const day = keep.kind === 'day' ? keep.day : null;
  const reasons = keeping.reasons.flatMap((reason) =>
    'period' in reason
      ? [
          {
            kind: reason.kind,
            name: reason.name,
            case: reason.caseNo,
            clauses: [...reason.clauses],
            months: reason.period?.kind === 'months' ? reason.period.months : null,
            until: reason.keep.kind === 'day' ? reason.keep.day : null,
          },
        ]
      : [],
  );
  const why = {
    class: keeping.class,
    classFrom: keeping.classFrom,
    base: base.day,
    baseFrom: base.from,
    until: day,
    reasons,
  };
  return canonicalJson(why as Json);
}
