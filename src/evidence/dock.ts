import type { CardPath } from './card-path.ts';
import type { DeviceCheck } from './device-check.ts';
import type { ErrorCode } from './errors.ts';
import type { DockId, RecorderNo, RecordingId } from './ids.ts';
import type { Medium } from './medium.ts';

/** How the medium came to us. */
export type DockOrigin = 'marker' | 'cli' | 'drop-folder' | 'auto-mount';

/** What is asked of the dock: a folder to take footage from, and what is already known about it. */
export interface DockRequest {
  readonly id: DockId;
  /** Absolute path of the mounted medium or folder. */
  readonly path: string;
  readonly origin: DockOrigin;
  /** Volume label, where the file system or the person told it. */
  readonly label: string | null;
  /** A number given by a person; the card's own word is kept beside it. */
  readonly recorder: RecorderNo | null;
  /** A model given by a person, by its id. */
  readonly model: string | null;
  /** What is known of the device; null for a plain folder. */
  readonly medium: Medium | null;
}

/** Why a file on the card was not taken, by rule. */
export const LEFT_REASONS = [
  'not-footage', // outside the model's folders, and no media file
  'excluded-folder', // the model says never (`Temp`)
  'digest-file', // the recorder's own checksum; its content went into the manifest
  'symbolic-link',
  'special-file', // device, pipe, socket
  'still-growing', // changed while it was copied: the next dock takes it
  'unreadable', // could not be listed
  'destroyed-before', // these bytes were destroyed under an approved batch, and are not taken again
] as const;
export type LeftReason = (typeof LEFT_REASONS)[number];

/** What became of one file of the card. */
export type FileOutcome =
  | { readonly kind: 'pending' }
  | { readonly kind: 'sealed'; readonly recording: RecordingId }
  /** Sealed already, at an earlier dock or under another name on this card. */
  | { readonly kind: 'met-again'; readonly recording: RecordingId }
  | { readonly kind: 'left'; readonly reason: LeftReason }
  /** Known by its recording, as what is sealed is: the next dock need not copy it to find out. */
  | { readonly kind: 'left'; readonly reason: 'destroyed-before'; readonly recording: RecordingId }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

export type DockResult =
  | 'done' // everything that is footage is sealed
  | 'findings' // all was tried, and something was left or failed that a person should see
  | 'refused' // nothing was read: we do not know whose card this is
  | 'gone' // the medium went away
  | 'stopped' // we were asked to stop, or there is no room
  | 'interrupted'; // the process ended in the middle; found at start

export interface DockCounts {
  readonly found: number;
  readonly sealed: number;
  readonly metAgain: number;
  readonly left: number;
  /** Of those left: files that changed while they were copied. */
  readonly growing: number;
  readonly failed: number;
  readonly pending: number;
  readonly sealedBytes: number;
}

/** What happens during a dock, for progress on a screen; nothing depends on anybody listening. */
export type DockEvent =
  | {
      readonly kind: 'identified';
      readonly dock: DockId;
      readonly recorder: RecorderNo;
      readonly model: string;
      /** Its file system says that it was not unmounted cleanly; null where that cannot be told. */
      readonly dirty: boolean | null;
    }
  | { readonly kind: 'listed'; readonly dock: DockId; readonly files: number; readonly bytes: number }
  | { readonly kind: 'copied'; readonly dock: DockId; readonly bytes: number }
  | {
      readonly kind: 'sealed';
      readonly dock: DockId;
      readonly recording: RecordingId;
      readonly bytes: number;
    }
  | { readonly kind: 'met-again'; readonly dock: DockId; readonly path: CardPath; readonly bytes: number }
  /** Destroyed before, and not taken. */
  | { readonly kind: 'left'; readonly dock: DockId; readonly path: CardPath; readonly bytes: number }
  | {
      readonly kind: 'failed';
      readonly dock: DockId;
      readonly path: CardPath;
      readonly code: ErrorCode;
      readonly bytes: number;
    }
  /** Everything is sealed, and files are being removed from the card. */
  | { readonly kind: 'clearing'; readonly dock: DockId }
  /** The card's clearing has ended, in a way that a person should look into where there is a code. */
  | { readonly kind: 'cleared'; readonly dock: DockId; readonly code: ErrorCode | null }
  | { readonly kind: 'finished'; readonly dock: DockId; readonly report: DockReport };

export interface DockReport {
  readonly dock: DockId;
  readonly path: string;
  readonly recorder: RecorderNo | null;
  readonly model: string | null;
  readonly result: DockResult;
  /** Why, when the result is not `done`: an error code. */
  readonly code: ErrorCode | null;
  readonly counts: DockCounts;
  readonly marks: readonly DockMark[];
  /** How the recorder was found; null when nobody knows whose card it is, or when it was not looked at. */
  readonly check: DeviceCheck | null;
}

/** What a person should know about the card as a whole. */
export const DOCK_MARKS = [
  'medium-writable', // mounted so that somebody else could write to it; we did not
  'recorder-docked-twice', // another card that claims the same recorder was docked at the same time
  'identity-changed', // another serial or card than the register knows of this recorder
  'model-unverified', // the model's row in config/recorders says so
  'digest-without-file', // a checksum whose recording is not there
  'recorder-clock-ahead', // it has recorded something that lies ahead of the station's clock
] as const;
export type DockMark = (typeof DOCK_MARKS)[number];
