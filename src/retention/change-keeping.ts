import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { CalendarDate } from '../evidence/calendar-date.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { RetentionClass } from '../evidence/retention.ts';
import type { KeepingDecision } from '../ports/keeping-book.ts';
import type { ActedBy } from '../staff/acting-person.ts';

export interface KeepingChange {
  readonly decision: KeepingDecision;
  readonly entry: AuditDraft;
}

export interface DecidedAbout {
  readonly recording: RecordingId;
  readonly reason: string;
}

/**
 * A person says what a recording is kept as, or takes that back with null. A link as evidence counts all the same.
 * @param before the decision that stands; null where nobody has decided.
 * @returns null where it stands so already.
 */
export function decideClassOf(
  { recording, reason }: DecidedAbout,
  before: RetentionClass | null,
  value: RetentionClass | null,
  by: ActedBy,
): KeepingChange | null {
  return value === before ? null : changeOf('class', { recording, reason }, before, value, by);
}

/**
 * A person says on which day it was really recorded, where the recorder's clock was wrong (TRUST 2.3, 11).
 * @param today no recording is from a day to come.
 * @throws SealdockError `usage` for such a day.
 */
export function decideDayOf(
  { recording, reason }: DecidedAbout,
  before: CalendarDate | null,
  value: CalendarDate | null,
  by: ActedBy & { readonly today: CalendarDate },
): KeepingChange | null {
  if (value !== null && value > by.today) {
    throw new SealdockError('usage', { about: value, expected: `${by.today} or earlier` });
  }
  return value === before ? null : changeOf('day', { recording, reason }, before, value, by);
}

function changeOf(
  kind: KeepingDecision['kind'],
  { recording, reason }: DecidedAbout,
  before: KeepingDecision['value'],
  value: KeepingDecision['value'],
  { actor, at }: ActedBy,
): KeepingChange {
  return {
    decision: { recording, kind, value, by: actor.id, at, reason },
    entry: {
      act: kind === 'class' ? 'recording.class-decided' : 'recording.day-decided',
      actor,
      object: { kind: 'recording', id: recording },
      reason,
      before,
      after: value,
      detail: { at },
    },
  };
}
