import type { AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import type { CardPath } from '../evidence/card-path.ts';
import type { DeviceCheck } from '../evidence/device-check.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type {
  DockCounts,
  DockMark,
  DockReport,
  DockRequest,
  DockResult,
  FileOutcome,
} from '../evidence/dock.ts';
import type { DockId, RecorderNo, RecordingId } from '../evidence/ids.ts';
import type { KeyPurpose } from '../evidence/key-change.ts';
import type { Manifest } from '../evidence/manifest.ts';
import type { Mark } from '../evidence/marks.ts';
import type { Medium } from '../evidence/medium.ts';
import type { CardFile, FoundFile } from '../evidence/recording.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { AnchorLedger } from './anchor-ledger.ts';
import type { ApprovalBook } from './approval-book.ts';
import type { CaseBook } from './case-book.ts';
import type { ClearLedger } from './clear-ledger.ts';
import type { DestructionLedger } from './destruction-ledger.ts';
import type { FixityLedger } from './fixity-ledger.ts';
import type { HoldBook } from './hold-book.ts';
import type { KeepingBook } from './keeping-book.ts';
import type { PolicyShelf } from './policy-shelf.ts';
import type { ProbeFacts } from './probe.ts';
import type { ReconcileLedger } from './reconcile-ledger.ts';
import type { RefusedDock, Register } from './register.ts';
import type { StaffBook } from './staff-book.ts';

/** A line of the dock's list: footage to be taken, or a file that a rule leaves. */
export type ListedFile =
  | { readonly found: FoundFile; readonly outcome: { readonly kind: 'pending' } }
  | { readonly file: CardFile; readonly outcome: Extract<FileOutcome, { kind: 'left' }> };

/** A place in the order of a dock: important first, then by path. */
export interface FileCursor {
  readonly important: boolean;
  readonly path: string;
}

export interface PendingFile {
  readonly found: FoundFile;
  readonly cursor: FileCursor;
  /** The recording sealed from a file of this recorder, path, size and time at an earlier dock. */
  readonly sealedBefore: RecordingId | null;
}

export interface CataloguedRecording {
  readonly id: RecordingId;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly manifestSha256: Sha256;
  readonly marks: readonly Mark[];
  readonly probe: ProbeFacts | null;
  /** The entry that put it into the catalogue. */
  readonly auditSeq: number;
}

export interface RecordingQuery {
  readonly recorder: RecorderNo | null;
  readonly dock: DockId | null;
  readonly mark: Mark | null;
  readonly recordedFrom: UtcTime | null;
  readonly recordedTo: UtcTime | null;
  /** Only what comes after this id in the order `recorded, id`. */
  readonly after: RecordingId | null;
  readonly limit: number;
}

/** Without any condition; say how many. */
export const EVERY_RECORDING: Omit<RecordingQuery, 'limit'> = {
  recorder: null,
  dock: null,
  mark: null,
  recordedFrom: null,
  recordedTo: null,
  after: null,
};

export interface RecorderRow {
  readonly no: RecorderNo;
  readonly model: string;
  readonly firstSeenAt: UtcTime;
  readonly lastDock: DockId | null;
  readonly lastDockAt: UtcTime | null;
  readonly recordings: number;
  readonly bytes: number;
}

export interface DockRow {
  readonly id: DockId;
  readonly path: string;
  readonly origin: DockRequest['origin'];
  readonly label: string | null;
  readonly recorder: RecorderNo | null;
  readonly model: string | null;
  readonly startedAt: UtcTime;
  readonly finishedAt: UtcTime | null;
  readonly result: DockResult | null;
  readonly code: string | null;
  readonly counts: DockCounts | null;
  readonly medium: Medium | null;
  readonly marks: readonly DockMark[];
  readonly check: DeviceCheck | null;
  /** The boot of the machine in which it began, as its entry has it; null for rows from before this was kept. */
  readonly boot: string | null;
  /** What was met of a recorder that was not admitted; null for a dock that was. */
  readonly refused: Pick<RefusedDock, 'recorder' | 'met'> | null;
}

export interface DockQuery {
  readonly recorder: RecorderNo | null;
  /** Only what began before this dock. */
  readonly before: DockId | null;
  readonly limit: number;
}

/** A recording about to be moved to its place: if we die in between, the next start looks there. */
export interface SealIntent {
  readonly recording: RecordingId;
  readonly folder: string;
  readonly dock: DockId;
  /** The recorder as which the card was docked; the file's own name may carry another number. */
  readonly cardRecorder: RecorderNo;
  readonly file: CardFile;
}

export interface AuditRow {
  readonly seq: number;
  /** The entry's exact bytes as text. */
  readonly text: string;
  readonly leafHash: Uint8Array;
}

export interface Published {
  readonly size: number;
  /** The checkpoint as a signed note. */
  readonly note: string;
}

export interface CatalogTotals {
  readonly recordings: number;
  readonly bytes: number;
  readonly recorders: number;
  readonly docks: number;
  readonly auditEntries: number;
  readonly pendingProbes: number;
  readonly marked: number;
}

export interface Station {
  readonly id: string;
  readonly logKey: Sha256;
  readonly sealKey: Sha256;
}

/**
 * The facts about the sealed bytes, and the audit entries. Every method that changes something takes its audit
 * drafts and writes both in one transaction that is on the medium when it returns.
 * Errors: `catalogue-failed`, `catalogue-busy`, `vault-full` when the disk is full.
 */
export interface Catalog
  extends Register,
    ClearLedger,
    StaffBook,
    ApprovalBook,
    CaseBook,
    KeepingBook,
    HoldBook,
    PolicyShelf,
    AnchorLedger,
    FixityLedger,
    ReconcileLedger,
    DestructionLedger {
  station(): Promise<Station | null>;
  createStation(station: Station, entry: AuditDraft): Promise<void>;
  /** From now on this key is in force. @throws SealdockError `key-differs` when another one than `from` was. */
  changeKey(
    change: { readonly purpose: KeyPurpose; readonly from: Sha256; readonly to: Sha256 },
    entry: AuditDraft,
  ): Promise<void>;

  startDock(dock: DockRequest, entry: AuditDraft): Promise<void>;
  /** Notes whose card it is; a recorder met for the first time is noted with its own entry. */
  identifyDock(
    dock: DockId,
    card: { readonly recorder: RecorderNo; readonly model: string; readonly label: string | null },
    firstSeen: AuditDraft,
  ): Promise<void>;
  listFiles(
    dock: DockId,
    recorder: RecorderNo,
    page: readonly ListedFile[],
    entry: AuditDraft,
  ): Promise<void>;
  /** Footage of this dock that is not settled yet, in the dock's order. */
  pendingFiles(dock: DockId, after: FileCursor | null, limit: number): Promise<readonly PendingFile[]>;
  /** A file found to be sealed already: under the same name no entry is due, under another one it is. */
  settleFile(
    dock: DockId,
    recorder: RecorderNo,
    file: CardFile,
    outcome: FileOutcome,
    entry: AuditDraft | null,
  ): Promise<void>;
  /** Counts of one dock, from its files. */
  countFiles(dock: DockId): Promise<DockCounts>;
  finishDock(report: DockReport, entry: AuditDraft): Promise<void>;
  /** Docks without an end: the process died in them. */
  unfinishedDocks(): Promise<readonly DockRow[]>;
  dock(id: DockId): Promise<DockRow | null>;
  /** The newest first. */
  docks(query: DockQuery): Promise<readonly DockRow[]>;
  /** Files of this dock that failed, and those left for a reason that a person should see, in the order of paths. */
  failedFiles(dock: DockId, limit: number): Promise<readonly { path: CardPath; outcome: FileOutcome }[]>;

  intend(intents: readonly SealIntent[]): Promise<void>;
  intents(): Promise<readonly SealIntent[]>;
  /** Intents whose folder never reached its place. */
  dropIntents(recordings: readonly RecordingId[]): Promise<void>;
  /** Recordings, the outcome of their files, their intents and their entries: all of it or nothing. */
  catalogue(
    group: readonly {
      readonly intent: SealIntent;
      readonly manifest: Manifest;
      readonly manifestSha256: Sha256;
      readonly entry: AuditDraft;
    }[],
  ): Promise<void>;

  /** Searches and totals know nothing of what is destroyed; `destroyedRecording` does. */
  recording(id: RecordingId): Promise<CataloguedRecording | null>;
  /** What the catalogue still tells of a recording whose bytes are gone: its row is a part of the evidence. */
  destroyedRecording(id: RecordingId): Promise<CataloguedRecording | null>;
  recordings(query: RecordingQuery): Promise<readonly CataloguedRecording[]>;
  recorders(after: RecorderNo | null, limit: number): Promise<readonly RecorderRow[]>;
  /** Recordings that nobody has probed yet, oldest seal first. */
  unprobed(limit: number): Promise<readonly CataloguedRecording[]>;
  noteProbe(id: RecordingId, probe: ProbeFacts, entry: AuditDraft): Promise<void>;

  /** An entry that changes nothing but the log itself. */
  record(entry: AuditDraft): Promise<void>;
  auditSize(): Promise<number>;
  /** Rows from `seq` on, at most `limit`, in order. */
  auditRows(from: number, limit: number): Promise<readonly AuditRow[]>;
  /** The newest entry of one act; null when there is none. */
  lastAuditRow(act: AuditAct): Promise<AuditRow | null>;
  /** All entries of one act, the oldest first. */
  auditRowsOf(act: AuditAct, limit: number): Promise<readonly AuditRow[]>;
  published(): Promise<Published | null>;
  /** Remembers the newest head; an older one is refused with `audit-differs`. */
  notePublished(published: Published): Promise<void>;

  totals(): Promise<CatalogTotals>;
  close(): Promise<void>;
}
