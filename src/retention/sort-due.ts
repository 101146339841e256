import { addDays } from '../evidence/calendar-date.ts';
import type { DueKind } from '../evidence/destruction.ts';
import { isDue } from '../evidence/retention.ts';
import type { Judged } from './judge-keeping.ts';

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
