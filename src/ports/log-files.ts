/**
 * The published form of the log: plain files below `audit/` (checkpoint, tiles, entry bundles), each replaced as a
 * whole and durable when written. Paths are relative, with `/`.
 * Errors: `vault-write-failed`, `vault-full`.
 */
export interface LogFiles {
  /** Null when there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Removes a partial tile whose full tile is there (C2SP tlog-tiles, "Partial Tiles"). */
  removePartial(path: string): Promise<void>;
  /**
   * Checkpoint and tiles of a branch that was given up make room: they go beside the log, under this name, and none is
   * lost. Does nothing twice.
   */
  setAside(branch: string): Promise<void>;
  /** Paths of all files, in no special order. */
  list(): AsyncIterable<string>;
}
