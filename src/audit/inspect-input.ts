import type { VerifyLogInput } from './verify-log.ts';

export interface InspectInput extends VerifyLogInput {
  /** Gives a file up as unreadable when no byte has come for this long. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: InspectProgress) => void;
}

export interface InspectProgress {
  readonly recordings: number;
  readonly recordingsTotal: number;
  readonly bytes: number;
  readonly bytesTotal: number;
}
