/** One file of a register: `register.json`, `register.json.sig`, `register.csv`, `register.html`. */
export interface RegisterFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Destruction registers, one folder for each number. They never expire and nothing here removes one.
 * Errors: `vault-full`, `vault-write-failed`, `vault-read-failed`.
 */
export interface RegisterShelf {
  /**
   * Durable when it returns. Only a register whose batch has not ended is written again, after a crash; later only files of
   * other names come beside it.
   */
  write(registerNo: number, files: readonly RegisterFile[]): Promise<void>;
  /** Null when it is not there. */
  read(registerNo: number, name: string): Promise<Uint8Array | null>;
  /** Names of its files, in order; empty when it is not there. */
  names(registerNo: number): Promise<readonly string[]>;
  /** In the order of numbers; what has another name is not one of ours. */
  numbers(): Promise<readonly number[]>;
  /** Absolute path of a register's folder, for a person. */
  resolve(registerNo: number): string;
}
