import type { DescribedRecording, SealedRecording, StagingKey } from '../evidence/recording.ts';

export interface VaultRoom {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** Bytes in staging that no sealed recording is known to hold: an interrupted copy. */
export interface TornCopy {
  readonly key: StagingKey;
  /** Distinguishes several torn copies of one card file. */
  readonly number: number;
  readonly path: string;
  readonly sizeBytes: number;
}

/** One file of a sealed folder as it lies on the disk. */
export interface VaultFile {
  /** Relative to the vault's root, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'symbolic-link' | 'special-file';
  readonly sizeBytes: number;
  /** Permission bits, for example `0o444`. */
  readonly mode: number;
}

/**
 * The sealed bytes, and the staging beside them on the same file system. No method opens a sealed file for
 * writing; one ends a sealed recording, and only `destruction/end-bytes.ts` calls it.
 * Errors: `vault-full`, `vault-write-failed`, `vault-read-failed`.
 */
export interface Vault {
  readonly root: string;
  room(): Promise<VaultRoom>;

  /** An empty place for one file's bytes; whatever lay there becomes a torn copy. Returns the path to write to. */
  openStaging(key: StagingKey): Promise<string>;
  /** At most `RANGE_BYTES_LIMIT` bytes of what was staged. */
  readStaged(key: StagingKey, offset: number, length: number): Promise<Uint8Array>;
  /** Puts manifest, signature and sums beside the staged bytes; `seal` makes it last. */
  describe(key: StagingKey, described: DescribedRecording): Promise<void>;
  /**
   * Moves described folders to their places, read-only, durable when it returns.
   * @throws SealdockError `recording-id-taken` when a folder is already there.
   */
  seal(
    group: readonly { readonly key: StagingKey; readonly described: DescribedRecording }[],
  ): Promise<readonly SealedRecording[]>;

  /** After a crash: the place of a complete sealed folder is durable and read-only. Does nothing twice. */
  confirm(folder: string): Promise<void>;
  /** After a crash: a folder that reached its place incomplete becomes a torn copy. */
  setAsideUnfinished(folder: string, key: StagingKey): Promise<void>;

  /** What lies in one staging place becomes a torn copy; nothing happens when the place is empty. */
  setAside(key: StagingKey): Promise<void>;
  /** Every unfinished staging place becomes a torn copy. Only while nobody is copying. */
  setAsideStaging(): Promise<void>;
  /** Card files of which something lies in staging, torn or under way. */
  keysInStaging(): Promise<ReadonlySet<StagingKey>>;
  tornCopies(): Promise<readonly TornCopy[]>;
  /** Those of one card file. */
  tornCopiesOf(key: StagingKey): Promise<readonly TornCopy[]>;
  /** At most `RANGE_BYTES_LIMIT` bytes of a torn copy. */
  readTorn(torn: TornCopy, offset: number, length: number): Promise<Uint8Array>;
  /** Removes bytes from staging. The one caller is the gate in `ingest/release-torn.ts`. */
  removeTorn(torn: TornCopy): Promise<void>;

  /**
   * Proves that a folder holds these files, each of them a regular file with one name, and nothing else.
   * @param isPart true when some of them may be gone: the process died while they were ended.
   * @throws SealdockError `sealed-differs` with what is otherwise.
   */
  checkFolder(folder: string, files: readonly string[], options: { readonly isPart: boolean }): Promise<void>;
  /**
   * Ends the bytes of one sealed recording: exactly these files of its folder, in this order, and the folder. Durable
   * when it returns; begun anew after a crash it ends what is left, and does nothing when nothing is.
   * @throws SealdockError `sealed-differs` before anything is ended, when the folder holds anything else.
   */
  destroySealed(folder: string, files: readonly string[]): Promise<void>;

  /** True when the sealed folder is there. */
  has(folder: string): Promise<boolean>;
  /** At most `RANGE_BYTES_LIMIT` bytes of a file below the root; null when it is not there. */
  readSealed(path: string, offset: number, length: number): Promise<Uint8Array | null>;
  /** Absolute path of a file below the root, for a reader such as ffprobe or the mover. */
  resolve(path: string): string;
  /** Everything below the root but staging, folder by folder. */
  walk(): AsyncIterable<VaultFile>;
  /** What one folder holds; empty when it is not there. */
  listFolder(folder: string): Promise<readonly VaultFile[]>;
}
