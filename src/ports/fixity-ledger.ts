import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { CataloguedRecording } from './catalog.ts';

/** A recording, and when its bytes were last proved: read again, or read back when it was sealed. */
export interface ProvedRecording {
  readonly recording: CataloguedRecording;
  readonly provedAt: UtcTime;
}

export interface ReadAgain {
  readonly recording: RecordingId;
  readonly at: UtcTime;
  readonly isSound: boolean;
}

export interface FixityState {
  readonly recordings: number;
  readonly bytes: number;
  /** When the recording that was not proved for the longest time was last proved; null for an empty vault. */
  readonly oldestAt: UtcTime | null;
  /** Not proved since this time. */
  readonly overdue: number;
  /** Found otherwise than sealed when they were last read. */
  readonly damaged: number;
}

/** When which recording was last read again. Errors: as of the catalogue. */
export interface FixityLedger {
  /** Those that were not proved for the longest time, the oldest first, proved before this time. */
  leastRecentlyProved(before: UtcTime, limit: number): Promise<readonly ProvedRecording[]>;
  /** A page of what was read, with its one entry and the entries about what is damaged. */
  noteReadAgain(read: readonly ReadAgain[], entries: readonly AuditDraft[]): Promise<void>;
  /** @param since proved before this is overdue. */
  fixityState(since: UtcTime): Promise<FixityState>;
}
