import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { CardPath } from '../evidence/card-path.ts';
import type { ClearItem } from '../evidence/clear-order.ts';
import type { ClearEnd, ClearId, ClearOutcome, ClearProof, KeepReason } from '../evidence/clearing.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { DockId, RecorderNo, RecordingId } from '../evidence/ids.ts';
import type { FoundFile } from '../evidence/recording.ts';
import type { UtcTime } from '../evidence/time.ts';

/** A file of a dock's card that was sealed, at this dock or before. */
export interface ClearableFile {
  readonly found: FoundFile;
  readonly recording: RecordingId;
  /** Its place in the order of paths. */
  readonly cursor: string;
}

export type KeptCounts = Partial<Record<KeepReason, number>>;

/** What was decided about a docked card. */
export interface ClearDecision {
  readonly id: ClearId;
  readonly dock: DockId;
  readonly recorder: RecorderNo;
  readonly proof: ClearProof;
  /** Of the order; null when nothing was to go. */
  readonly digest: Sha256 | null;
  readonly items: readonly ClearItem[];
  readonly kept: KeptCounts;
  /** When the first of those that wait for their time may go. */
  readonly keptUntil: UtcTime | null;
}

export interface ClearRow extends Omit<ClearDecision, 'items'> {
  readonly decidedAt: UtcTime;
  readonly files: number;
  readonly bytes: number;
  readonly endedAt: UtcTime | null;
  /** Null while its answer is waited for. */
  readonly end: ClearEnd | null;
  readonly outcomes: Partial<Record<ClearOutcome, number>>;
  /** Numbers of the audit entries about its decision and its end; null while there is none. */
  readonly decidedSeq: number | null;
  readonly endedSeq: number | null;
}

/** The part of the catalogue that knows what was cleared from cards; each change with its audit entry. */
export interface ClearLedger {
  /** Files of this dock that are sealed, in the order of their paths. */
  clearableFiles(dock: DockId, after: string | null, limit: number): Promise<readonly ClearableFile[]>;
  /** Before the order is laid down. Without items it is ended at once, as `nothing`. */
  decideClear(decision: ClearDecision, entry: AuditDraft): Promise<void>;
  /**
   * @param outcomes one per item, in their order; all `unknown` where nothing is known. A late answer replaces the end
   * of an order that counted as unanswered.
   * @throws SealdockError `defect` for another number of outcomes, an unknown order, or one with an answer.
   */
  endClear(id: ClearId, end: ClearEnd, outcomes: readonly ClearOutcome[], entry: AuditDraft): Promise<void>;
  clear(id: ClearId): Promise<ClearRow | null>;
  /** Orders without an end: the process died while it waited. */
  openClears(): Promise<readonly ClearRow[]>;
  clearsOf(dock: DockId): Promise<readonly ClearRow[]>;
  /** All of them, by id. */
  clearsPage(after: ClearId | null, limit: number): Promise<readonly ClearRow[]>;
  /** The files of an order, in its order. */
  clearedFiles(
    id: ClearId,
    limit: number,
  ): Promise<readonly { path: CardPath; recording: RecordingId; outcome: ClearOutcome }[]>;
}
