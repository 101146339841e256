/** The newest tree of one log that a witness has cosigned. */
export interface WitnessedTree {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/**
 * What a witness remembers, one tree for each origin. State and key of a witness are one object: restored from a backup, it
 * must not be used again (TRUST 1.2). Errors: `vault-write-failed`, `vault-full`, `key-differs` for a state that is broken.
 */
export interface WitnessState {
  /** Null when it never cosigned a tree of this log. */
  read(origin: string): Promise<WitnessedTree | null>;
  /** On the medium when it returns. Whoever calls it holds the turn of this origin, so that no older tree comes after. */
  write(origin: string, tree: WitnessedTree): Promise<void>;
}
