import { addDays, type CalendarDate, laterOf } from '../evidence/calendar-date.ts';
import type { BaseDay, KeepingFacts } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';

/** Where a policy says nothing: a recorder that was not docked for a quarter is rare, a dead clock battery is not. */
const BELIEVE_CLOCK_DAYS = 92;

/**
 * The day that periods run from: the day of recording (RULES C32), unless the recorder's clock cannot be believed; then
 * the day of sealing, which is later, so that nothing is ever due too early (TRUST 2.3, 11). A person's logged
 * decision on the day counts before both, and a hold whose release starts the period again after them.
 */
export function decideBase(
  facts: Pick<KeepingFacts, 'recordedAt' | 'sealedAt' | 'marks' | 'correctedDay' | 'restartedAt'>,
  believeClockDays: number | null,
  dayOf: (time: UtcTime) => CalendarDate,
): BaseDay {
  const base = withoutHolds(facts, believeClockDays ?? BELIEVE_CLOCK_DAYS, dayOf);
  const restarted = facts.restartedAt === null ? null : dayOf(facts.restartedAt);
  return restarted !== null && restarted > base.day
    ? { day: restarted, from: 'released', doubt: base.doubt }
    : base;
}

function withoutHolds(
  { recordedAt, sealedAt, marks, correctedDay }: Parameters<typeof decideBase>[0],
  believeClockDays: number,
  dayOf: (time: UtcTime) => CalendarDate,
): BaseDay {
  if (correctedDay !== null) return { day: correctedDay, from: 'corrected', doubt: null };
  const [recorded, sealed] = [dayOf(recordedAt), dayOf(sealedAt)];
  if (marks.includes('time-implausible')) return doubted(recorded, sealed, 'implausible');
  if (recorded > sealed) return doubted(recorded, sealed, 'after-seal');
  // The same day, as nearly always, needs no calendar.
  if (recorded !== sealed && recorded < addDays(sealed, -believeClockDays))
    return doubted(recorded, sealed, 'long-before-seal');
  return { day: recorded, from: 'recorded', doubt: null };
}

/** The later one; a recorder that stands in the future keeps its recordings longer than they need, until corrected. */
function doubted(recorded: CalendarDate, sealed: CalendarDate, doubt: BaseDay['doubt']): BaseDay {
  const day = laterOf(recorded, sealed);
  return { day, from: day === sealed ? 'sealed' : 'recorded', doubt };
}
