import type { DigestAlgorithm, Digests } from '../evidence/digest.ts';
import type { CardFile, ReadBackFrom } from '../evidence/recording.ts';

export interface CopyJob {
  readonly cardRoot: string;
  readonly file: CardFile;
  /** Absolute path of a file that must not exist yet. */
  readonly to: string;
  readonly algorithms: readonly DigestAlgorithm[];
  /** Upper bound on the rate, in bytes per second; null for as fast as it goes. */
  readonly bytesPerSecond: number | null;
  /** Ends the copy with `card-stalled` when no byte has moved for this long. */
  readonly stallMs: number;
  readonly signal: AbortSignal;
  /** Bytes copied since the last call, at most a few times a second. */
  readonly onBytes: (bytes: number) => void;
}

/** The most that a receipt holds of each end of a file. More made the process 15 MiB larger (2,000 files, measured). */
export const EDGE_BYTES = 16_384;

/** The first and the last `EDGE_BYTES` of a file, or all of a shorter one: where containers tell their time. */
export interface FileEdges {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export interface CopyReceipt {
  /** Bytes counted, not the size listed. */
  readonly sizeBytes: number;
  readonly digests: Digests;
  /** False where the file system refused direct I/O. */
  readonly direct: boolean;
  /** Of the bytes that were hashed and written, so that nobody has to read them again. */
  readonly edges: FileEdges;
}

export interface ReadBackJob {
  readonly path: string;
  /** Upper bound on the rate, in bytes per second; as fast as it goes where there is none. */
  readonly bytesPerSecond?: number | null;
  readonly algorithms: readonly DigestAlgorithm[];
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

/** Files that are small, so that one failing thread holds up few of them. */
export interface ReadBackAllJob extends Omit<ReadBackJob, 'path'> {
  readonly paths: readonly string[];
}

export interface ReadBackReceipt {
  readonly sizeBytes: number;
  readonly digests: Digests;
  readonly from: ReadBackFrom;
}

/**
 * Moves bytes: off a card into staging, and off the vault's medium back for comparison. Memory is bounded whatever
 * the file's size. It can read a card and create a new file; it cannot open an existing file for writing.
 */
export interface ByteMover {
  /** Makes ready now what the first job would wait for; a daemon has the time, and a person at the dock has not. */
  warm(): void;
  /**
   * Copies once, hashing on the way; the copy's bytes and length are on the medium when it returns (fsync of the
   * file; its folder is the vault's business).
   * @throws SealdockError `card-gone`, `card-read-failed`, `card-stalled`, `card-file-shrank`, `card-file-changed`,
   * `card-path-escapes`, `vault-full`, `vault-write-failed`, `interrupted`. What was written so far stays.
   */
  copy(job: CopyJob): Promise<CopyReceipt>;
  /**
   * Hashes a file of ours as the medium holds it, past the page cache where the file system allows it.
   * @throws SealdockError `vault-read-failed`, `interrupted`.
   */
  readBack(job: ReadBackJob): Promise<ReadBackReceipt>;
  /** As `readBack`, one file after the other: an order for each of many small ones would cost more than they do. */
  readBackAll(job: ReadBackAllJob): Promise<readonly ReadBackReceipt[]>;
  close(): Promise<void>;
}
