/**
 * A folder that is handed out. It is made under another name and takes its own when it is whole, so that nothing half-made
 * looks finished; `SHA256SUMS` is kept on the way. Paths are relative, with `/`. Memory does not depend on what is written.
 * Errors: `export-exists`, `vault-write-failed`, `vault-full`.
 */
export interface ExportFolder {
  /** A whole file; made once. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Goes on with the file that was begun last under this path; another path ends it. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** All of it is on the medium, with its sums, under its own name. */
  finish(): Promise<void>;
  /** What was made so far stays under the other name. */
  abandon(): Promise<void>;
}

export interface ExportFolders {
  /** @throws SealdockError `export-exists` when the folder, or a half-made one of it, is there. */
  open(path: string): Promise<ExportFolder>;
}
