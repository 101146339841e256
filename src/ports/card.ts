import type { CardPath } from '../evidence/card-path.ts';
import type { Medium } from '../evidence/medium.ts';
import type { CardFile } from '../evidence/recording.ts';

/** What can be told about a medium without reading a file on it. */
export interface CardFacts {
  readonly label: string | null;
  readonly fileSystem: string | null;
  /** True when nobody can write to it through this mount. */
  readonly readOnly: boolean;
  /** The file system's own flag that it was not unmounted cleanly; null where that cannot be told. */
  readonly dirty: boolean | null;
}

export interface CardRoom {
  readonly totalBytes: number;
  readonly freeBytes: number;
}

export interface CardEntry {
  readonly kind: 'file' | 'symbolic-link' | 'special-file' | 'unreadable';
  readonly file: CardFile;
}

/**
 * A medium, open for reading. There is no method that writes, removes or renames.
 * Errors: `card-gone` when the medium went away, `card-read-failed`, `card-path-escapes` when a path leads out of it.
 */
export interface Card {
  /** Absolute path of its root, with symbolic links resolved. */
  readonly root: string;
  readonly facts: CardFacts;
  /**
   * Every file below the root, folder by folder, names in byte order; symbolic links and special files are told and
   * never followed. At most `CARD_FILES_LIMIT` of them (`card-too-many-files`).
   */
  list(): AsyncIterable<CardEntry>;
  /** At most `RANGE_BYTES_LIMIT` bytes of a regular file; fewer at its end. */
  readRange(path: CardPath, offset: number, length: number): Promise<Uint8Array>;
  /** The file as it is now; null when it is not there any more. */
  look(path: CardPath): Promise<CardFile | null>;
  /** Space on the medium; a FAT without a count of its own is counted through, which takes a while. */
  room(): Promise<CardRoom>;
  /** False once the medium is not the one that was opened: an empty listing alone proves nothing (FINDINGS 1.4). */
  isStillThere(): Promise<boolean>;
}

export interface Cards {
  /**
   * @param request.medium what was told to be mounted there: nothing else is opened.
   * @throws SealdockError `not-a-folder`, `card-gone`, `card-is-our-own`.
   */
  open(request: {
    readonly path: string;
    readonly label: string | null;
    readonly medium: Medium | null;
  }): Promise<Card>;
}

export const CARD_FILES_LIMIT = 200_000;
export const CARD_DEPTH_LIMIT = 32;
export const RANGE_BYTES_LIMIT = 1_048_576;
