import Sqlite from 'better-sqlite3';
import { SealdockError } from '../../evidence/errors.ts';

/**
 * Holds a lock for as long as this process lives. It is SQLite's own file lock (fcntl), so the kernel releases it
 * when the process dies in whatever way; a stale lock cannot exist.
 * @returns how to release it.
 * @throws SealdockError `busy` when another process holds it.
 */
export function holdProcessLock(path: string): () => void {
  const db = new Sqlite(path, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    throw new SealdockError('busy', { about: path, cause });
  }
  return () => db.close();
}
