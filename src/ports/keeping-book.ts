import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { CalendarDate } from '../evidence/calendar-date.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { KeepingFacts, RetentionClass } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';

/** A decision of a person on a recording's class or day; older ones stay as history. */
export interface KeepingDecision {
  readonly recording: RecordingId;
  readonly kind: 'class' | 'day';
  /** RetentionClass or CalendarDate; null takes the decision back. */
  readonly value: RetentionClass | CalendarDate | null;
  readonly by: string;
  readonly at: UtcTime;
  readonly reason: string;
}

/** With the entry that tells it. */
export interface LoggedDecision extends KeepingDecision {
  readonly auditSeq: number;
}

/** The facts that keeping depends on, and the decisions of persons among them. Errors: those of the catalogue. */
export interface KeepingBook {
  /** Null: no such recording, or destroyed. */
  keepingFacts(recording: RecordingId): Promise<KeepingFacts | null>;
  /**
   * Facts of all recordings that exist, page by page, in the order of their ids. A million go through in seconds:
   * everything that is kept by recording is read as one range of ids for each page.
   */
  keepingPage(after: RecordingId | null, limit: number): Promise<readonly KeepingFacts[]>;
  decisionsOf(recording: RecordingId): Promise<readonly KeepingDecision[]>;
  /** Of all recordings, also those that were destroyed: by recording, kind and entry. */
  decisions(after: LoggedDecision | null, limit: number): Promise<readonly LoggedDecision[]>;
  decideOn(decision: KeepingDecision, entry: AuditDraft): Promise<void>;
}
