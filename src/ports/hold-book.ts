import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Hold, HoldId, HoldState } from '../evidence/hold.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { HoldGate } from './hold-gate.ts';

export interface HoldQuery {
  readonly states: readonly HoldState[] | null;
  /** Only those on this recording, by whatever way. */
  readonly recording: RecordingId | null;
  readonly owesOfflineCopy: boolean | null;
  readonly after: HoldId | null;
  readonly limit: number;
}

/**
 * All holds that there ever were, and the one answer to "is it held". Errors: `hold-unknown`, `recording-unknown`,
 * `case-unknown`; `being-destroyed` when a hold comes after the intent to destroy was made durable; `catalogue-busy`.
 */
export interface HoldBook extends HoldGate {
  hold(id: HoldId): Promise<Hold | null>;
  holds(query: HoldQuery): Promise<readonly Hold[]>;
  placeHold(hold: Hold, entry: AuditDraft): Promise<void>;
  /** Only from the state in which `before` was read. */
  changeHold(before: Hold, after: Hold, entry: AuditDraft): Promise<void>;
}
