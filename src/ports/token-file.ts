/** Where the command line keeps the token of its session: a file of the person's own, for one station. */
export interface TokenFile {
  /** Null when there is none, or when others could have read it. */
  read(): Promise<string | null>;
  /** @throws SealdockError `vault-write-failed`. */
  write(token: string): Promise<void>;
  remove(): Promise<void>;
}
