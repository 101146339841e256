import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Batch, BatchId, BatchItem, BatchState, ItemState, Tombstone } from '../evidence/destruction.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { RecordingId } from '../evidence/ids.ts';

/**
 * Batches, their items, and what stays of what was destroyed. Errors: `batch-unknown`, `state-differs`,
 * `catalogue-busy`, and those of the catalogue.
 */
export interface DestructionLedger {
  batch(id: BatchId): Promise<Batch | null>;
  /** The newest first. */
  batches(states: readonly BatchState[] | null, limit: number): Promise<readonly Batch[]>;
  /** The draft of that period and policy, if there is one. */
  draftOf(period: string, policy: string): Promise<Batch | null>;
  createBatch(batch: Batch, entry: AuditDraft): Promise<void>;
  /** Only from the state in which `before` was read. */
  changeBatch(before: Batch, after: Batch, entry: AuditDraft): Promise<void>;
  /** Adds to a draft; what lies in another open batch, or is held, is left out. @returns how many were added. */
  addItems(batch: BatchId, items: readonly BatchItem[], entry: AuditDraft): Promise<number>;
  items(batch: BatchId, after: number | null, limit: number): Promise<readonly BatchItem[]>;
  countItems(batch: BatchId): Promise<Readonly<Record<ItemState, number>>>;
  /** Strikes out, defers, fails: whatever ends an item without ending its bytes. Only from the state given. */
  settleItem(batch: BatchId, item: BatchItem, from: ItemState, entry: AuditDraft): Promise<void>;
  /**
   * The intent to destroy, in one step with the last question for holds: false when a hold lies on it now, and then
   * nothing has changed. From here on a hold is refused with `being-destroyed` (TRUST 2.3, 4).
   */
  intendDestruction(batch: BatchId, recording: RecordingId, entry: AuditDraft): Promise<boolean>;
  /** Items between intent and deed: the process died there, or is at them now. */
  intended(
    batch: BatchId | null,
  ): Promise<readonly { readonly batch: BatchId; readonly item: BatchItem; readonly folder: string }[]>;
  /** The deed: item, tombstone, and the recording's row, which goes out of every search. */
  noteDestroyed(batch: BatchId, tombstone: Tombstone, entry: AuditDraft): Promise<void>;
  nextRegisterNo(): Promise<number>;
  tombstone(recording: RecordingId): Promise<Tombstone | null>;
  tombstoneOf(sha256: Sha256): Promise<Tombstone | null>;
  tombstones(after: RecordingId | null, limit: number): Promise<readonly Tombstone[]>;
}
