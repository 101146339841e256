import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { ErrorCode } from '../evidence/errors.ts';
import type { DockId, RecorderNo } from '../evidence/ids.ts';
import type { Medium } from '../evidence/medium.ts';
import type {
  AlertKind,
  IdentityChange,
  MetRecorder,
  RegisteredRecorder,
} from '../evidence/registered-recorder.ts';
import type { UtcTime } from '../evidence/time.ts';

/** One recorder as it shall stand in the register from now on. */
export interface RegisterChange {
  /** The row that this was made from; null for a recorder that is new. */
  readonly before: RegisteredRecorder | null;
  readonly after: RegisteredRecorder;
  /** Open alerts that end with it. */
  readonly settles: readonly AlertKind[];
  readonly entry: AuditDraft;
}

/** Something about a recorder that an administrator has to look at, until it is settled. */
export interface RecorderAlert {
  readonly recorder: RecorderNo;
  readonly kind: AlertKind;
  readonly dock: DockId;
  readonly at: UtcTime;
  readonly known: readonly string[];
  /** The serial or the card's id; for a lost recorder the word `lost`. */
  readonly found: string;
}

/** The same as it lies there, with its place among all. */
export interface KeptAlert extends RecorderAlert {
  readonly place: number;
  readonly isSettled: boolean;
}

/** A recorder or a medium that was not admitted, with all that was met of it. */
export interface RefusedDock {
  readonly dock: DockId;
  readonly path: string;
  readonly at: UtcTime;
  readonly code: ErrorCode;
  /** The registered recorder that it is, where one was recognised. */
  readonly recorder: RecorderNo | null;
  readonly met: MetRecorder;
  readonly medium: Medium | null;
}

/** What is looked up to tell which recorder this is. */
export interface RegisterSigns {
  readonly numbers: readonly RecorderNo[];
  readonly serial: string | null;
  readonly card: string | null;
}

/** Rows with one serial that are looked at; a maker who gives all its devices the same one has more. */
export const CANDIDATES_LIMIT = 64;

/** The register of recorders, who has them, and what is wrong with them. Every change takes its entry with it. */
export interface Register {
  /** Numbers are looked up by `recorderKeyOf`, here and in every method; the exact spelling wins among old twins. */
  registered(no: RecorderNo): Promise<RegisteredRecorder | null>;
  /** In the order of numbers. */
  registeredPage(after: RecorderNo | null, limit: number): Promise<readonly RegisteredRecorder[]>;
  /** All that have one of these numbers, and at most `CANDIDATES_LIMIT` with this serial, and with this card. */
  candidates(signs: RegisterSigns): Promise<readonly RegisteredRecorder[]>;
  /**
   * All of them or none. An assignment that is in the register stays there; it can only be ended, or corrected.
   * @throws SealdockError `recorder-known` for a new number that is there, in whatever case; `catalogue-busy` when somebody else has
   * changed the row meanwhile.
   */
  keepRecorders(changes: readonly RegisterChange[]): Promise<void>;

  /** What a dock has taught: the first serial and card of a recorder, and what is not as it was; each once. */
  noteIdentity(noted: {
    readonly dock: DockId;
    readonly recorder: RecorderNo;
    readonly learned: {
      readonly serial: string | null;
      readonly card: string | null;
      readonly entry: AuditDraft;
    } | null;
    readonly changes: readonly { readonly change: IdentityChange; readonly entry: AuditDraft }[];
  }): Promise<void>;
  /** A dock that was not admitted; that a lost recorder is here is an alert. @param recorder which one it is. */
  noteRefusal(refused: {
    readonly dock: DockId;
    readonly code: ErrorCode;
    readonly met: MetRecorder;
    readonly recorder: RecorderNo | null;
    readonly entry: AuditDraft;
  }): Promise<void>;
  refusal(dock: DockId): Promise<RefusedDock | null>;
  /** The newest first. */
  refusals(limit: number): Promise<readonly RefusedDock[]>;
  /** Those that nobody has settled, the oldest first; of one recorder, or of all. */
  openAlerts(recorder: RecorderNo | null, limit: number): Promise<readonly RecorderAlert[]>;
  /** All of them, settled ones too, in the order in which they were raised. @param after the last place; 0 begins. */
  alertPage(after: number, limit: number): Promise<readonly KeptAlert[]>;
}
