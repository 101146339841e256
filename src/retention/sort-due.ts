import { addDays } from '../evidence/calendar-date.ts';
import { isDue } from '../evidence/retention.ts';
import type { Judged } from './judge-keeping.ts';

/** How a recording stands to its last day, as far as anybody has to do something about it. */
export const DUE_KINDS = [
  'propose', // over, and its policy says that it is proposed for destruction
  'review', // over, and somebody has to look at it
  'keep', // over, and its policy keeps it all the same
  'undecided', // over, and its policy does not say what happens then
  'held', // over, and a hold keeps it
  'soon', // within the days of which the policy warns
] as const;
export type DueKind = (typeof DUE_KINDS)[number];

/** Null for all that nobody has to do anything about yet. @param withinDays in the place of the policy's own. */
export function dueKindOf(judged: Judged, withinDays: number | null = null): DueKind | null {
  const { policy, keeping, today } = judged;
  if (policy === null || keeping.keep.kind !== 'day') return null;
  const { onExpiry, warnDays } = policy.retention;
  if (isDue(keeping, today)) {
    if (onExpiry.value === null) return 'undecided';
    return onExpiry.value === 'propose-destruction' ? 'propose' : onExpiry.value;
  }
  if (today > keeping.keep.day) return 'held';
  const days = withinDays ?? warnDays.value ?? 0;
  return !keeping.isHeld && keeping.keep.day < addDays(today, days) ? 'soon' : null;
}
