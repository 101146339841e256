import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Difference, DifferenceRow, DifferenceState } from '../evidence/difference.ts';
import type { DockId, RecorderNo, RecordingId } from '../evidence/ids.ts';
import type { UtcTime } from '../evidence/time.ts';

/** Footage as it was met on a card last. */
export interface SeenFile {
  /** Place in the order of this list. */
  readonly cursor: string;
  readonly recorder: RecorderNo;
  readonly path: string;
  readonly dock: DockId;
  readonly dockAt: UtcTime;
  readonly hasDockEnded: boolean;
  /** Null for what is not sealed. */
  readonly recording: RecordingId | null;
}

/** A recording as it was sealed once, whether its bytes are still there or not. */
export interface EverSealed {
  readonly recording: RecordingId;
  readonly folder: string;
  readonly recorder: RecorderNo;
  readonly sealedAt: UtcTime;
}

/** What the nightly reconciliation compares, and what it found. Errors: as of the catalogue. */
export interface ReconcileLedger {
  /** All footage that was ever met on cards, page by page. */
  seenFiles(after: string | null, limit: number): Promise<readonly SeenFile[]>;
  /** All recordings that were ever sealed, destroyed ones among them, in the order of ids. */
  everSealed(after: RecordingId | null, limit: number): Promise<readonly EverSealed[]>;
  /** Those of them that some card's file leads to. */
  seenAmong(recordings: readonly RecordingId[]): Promise<ReadonlySet<RecordingId>>;
  /**
   * What a run found: new ones are opened, those known stay as they are, and open ones that are not there any more are
   * settled, in one transaction with the run's entry.
   * @param isCut more was found than `found` holds: nothing is settled then.
   */
  noteReconciliation(found: readonly Difference[], isCut: boolean, entry: AuditDraft): Promise<void>;
  /** In the order in which they were found. */
  differences(
    state: DifferenceState | null,
    after: number | null,
    limit: number,
  ): Promise<readonly DifferenceRow[]>;
  /** False when it is not open. */
  explainDifference(id: number, reason: string, entry: AuditDraft): Promise<boolean>;
}
