import type { AuditDraft } from '../evidence/audit-entry.ts';
import type {
  Batch,
  BatchId,
  BatchItem,
  BatchState,
  DeferCause,
  ItemState,
  NewItem,
  Tombstone,
} from '../evidence/destruction.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { KeepingFacts } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { ApprovalChange } from './approval-book.ts';
import type { Destroyed } from './destroyed.ts';

/** A batch as it shall stand from now on, with all that stands or falls with it. */
export interface BatchChange {
  readonly before: Batch;
  readonly after: Batch;
  /** An item that ends with it, such as one that is struck out: the list is another one from then on. */
  readonly item: SettledItem | null;
  readonly approvals: readonly ApprovalChange[];
  readonly entry: AuditDraft;
}

export interface SettledItem {
  readonly from: ItemState;
  readonly item: BatchItem;
}

/** An item where it lies. */
export interface PlacedItem {
  readonly batch: BatchId;
  readonly batchState: BatchState;
  readonly item: BatchItem;
}

export interface IntendedItem {
  readonly batch: BatchId;
  readonly item: BatchItem;
  readonly folder: string;
  /** All files of the folder, as they were sealed; the recording's own first. */
  readonly files: readonly string[];
}

/** Where the sealed folder of a destroyed recording was. */
export interface DestroyedFolder {
  readonly recording: RecordingId;
  readonly folder: string;
}

export interface Intent {
  readonly batch: BatchId;
  readonly recording: RecordingId;
  readonly edgesSha256: Sha256;
  /** Leases that end later keep the bytes. */
  readonly now: UtcTime;
  /** Asked of the facts as they stand inside the transaction; holds need not be looked at. Null: destroy it. */
  readonly judge: (facts: KeepingFacts) => DeferCause | null;
  readonly entry: AuditDraft;
}

/**
 * Batches, their items, and what stays of what was destroyed. Errors: `batch-unknown`, `state-differs`,
 * `catalogue-busy`, and those of the catalogue.
 */
export interface DestructionLedger extends Destroyed {
  batch(id: BatchId): Promise<Batch | null>;
  /** The newest first. */
  batches(states: readonly BatchState[] | null, limit: number): Promise<readonly Batch[]>;
  /** The draft of that period and policy, if there is one. */
  draftOf(period: string, policy: string): Promise<Batch | null>;
  /** How many batches that period has had. */
  countBatches(period: string): Promise<number>;
  /** @throws SealdockError `state-differs` when there is such a batch, or a draft of its period and policy. */
  createBatch(batch: Batch, entry: AuditDraft): Promise<void>;
  /** Only from the state in which `before` was read. */
  changeBatch(change: BatchChange): Promise<void>;
  /** Begins to execute it, with the next number of the registers: given out in the same step, so that none is left out. */
  startBatch(
    change: Omit<BatchChange, 'item' | 'entry'>,
    entry: (registerNo: number) => AuditDraft,
  ): Promise<Batch>;

  /**
   * Adds to a draft; what lies in another open batch, was struck out of one of this period, was an incident that nobody
   * has found whole again, or is held, is left out.
   * @param entry made of what was added. @returns how many were.
   */
  addItems(
    batch: BatchId,
    items: readonly NewItem[],
    entry: (added: readonly BatchItem[]) => AuditDraft,
  ): Promise<number>;
  /** In the order of places. */
  items(batch: BatchId, after: number | null, limit: number): Promise<readonly BatchItem[]>;
  itemOf(batch: BatchId, recording: RecordingId): Promise<BatchItem | null>;
  countItems(batch: BatchId): Promise<Readonly<Record<ItemState, number>>>;
  /** Items of open batches, of recordings in this range of ids, both ends inside. */
  openItems(first: RecordingId, last: RecordingId): Promise<readonly PlacedItem[]>;
  /** Recordings that were not what was sealed when they should have been destroyed, and that nobody has settled yet. */
  openIncidents(limit: number): Promise<readonly PlacedItem[]>;
  /** Defers, fails, lets go: whatever ends an item without ending its bytes. Only from the state given. */
  settleItem(batch: BatchId, settled: SettledItem, entry: AuditDraft): Promise<void>;
  /**
   * The intent to destroy, in one step with the last questions: holds, leases of readers, and the judge. The cause when
   * one of them says no; then nothing has changed. From here on a hold is refused with `being-destroyed` (TRUST 2.3, 4).
   */
  intendDestruction(intent: Intent): Promise<DeferCause | null>;
  /** Items between intent and deed: the process died there, or is at them now. */
  intended(batch: BatchId | null): Promise<readonly IntendedItem[]>;
  /** The deed: item, tombstone, and the recording's row, which goes out of every search. */
  noteDestroyed(tombstone: Tombstone, entry: AuditDraft): Promise<void>;

  tombstone(recording: RecordingId): Promise<Tombstone | null>;
  /** The first of those bytes; a file without any is known by its recording only. */
  tombstoneOf(sha256: Sha256): Promise<Tombstone | null>;
  tombstones(after: RecordingId | null, limit: number): Promise<readonly Tombstone[]>;
  /** Of all tombstones, in the order of ids. */
  destroyedFolders(after: RecordingId | null, limit: number): Promise<readonly DestroyedFolder[]>;
  /**
   * The intent to end again what was destroyed and came back, in one step with the question for holds. @returns the number
   * of its entry; null when it is held, and nothing has changed. @throws SealdockError `recording-unknown`.
   */
  intendAgain(recording: RecordingId, entry: AuditDraft): Promise<number | null>;

  /**
   * Keeps a recording's bytes while somebody reads them for long: an export, a person who watches it. It ends by itself.
   * @throws SealdockError `being-destroyed`; `recording-unknown`, also for what is destroyed.
   */
  leaseRecording(recording: RecordingId, holder: string, until: UtcTime): Promise<void>;
  endLeases(holder: string): Promise<void>;
  /** One at a time over all processes: false when another holder has it and its time has not run out. */
  takeTurn(work: string, holder: string, now: UtcTime, until: UtcTime): Promise<boolean>;
  endTurn(work: string, holder: string): Promise<void>;
}
