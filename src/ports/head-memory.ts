/**
 * The newest signed head, kept beside the log's key and outside the catalogue: what came out of a backup is told by it.
 * Errors: `vault-write-failed`, `vault-full`, `vault-read-failed`.
 */
export interface HeadMemory {
  /** The signed note, as it was kept; null before the first one. */
  read(): Promise<Uint8Array | null>;
  /** Replaces the one before, durable when it returns. */
  keep(note: string): Promise<void>;
}
