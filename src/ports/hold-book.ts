import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Hold, HoldId, HoldState } from '../evidence/hold.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { ApprovalChange } from './approval-book.ts';
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
  /** @param approvals what is asked for with it: hold and request stand in one transaction. */
  placeHold(hold: Hold, entry: AuditDraft, approvals?: readonly ApprovalChange[]): Promise<void>;
  /**
   * Only from the state in which `before` was read. What a hold lies on, its ground and its beginning never change.
   * @param approvals what is asked, decided or carried out with it, in the same transaction.
   */
  changeHold(
    before: Hold,
    after: Hold,
    entry: AuditDraft,
    approvals?: readonly ApprovalChange[],
  ): Promise<void>;
}
