import Sqlite from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { SealdockError } from '../../evidence/errors.ts';
import { migrate } from './migrations.ts';
import type { Tables } from './tables.ts';

export const BUSY_TIMEOUT_MS = 10_000;
/** The write-ahead log is cut back to this size at checkpoints. */
const JOURNAL_SIZE_LIMIT_BYTES = 16 * 1_024 * 1_024;

/** The program has some dozens of statements; lists with many conditions make more. */
const KNOWN_STATEMENTS_LIMIT = 200;

/** Opens the catalogue's database, makes or migrates it, and sets what a power cut demands. */
export function openDatabase(path: string): Kysely<Tables> {
  const db = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS });
  db.pragma('journal_mode = WAL');
  // A reopened WAL database would run with NORMAL, which loses committed entries in a power cut (FINDINGS 1.6).
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // Without this, INSERT OR REPLACE goes around the triggers that keep the log append-only (FINDINGS 1.6).
  db.pragma('recursive_triggers = ON');
  db.pragma(`journal_size_limit = ${JOURNAL_SIZE_LIMIT_BYTES}`);
  migrate(db);
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new ImmediateDriver({ database: rememberingStatements(db) }),
      createIntrospector: (kysely) => new SqliteIntrospector(kysely),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** Kysely begins deferred; two processes would then deadlock when both go from reading to writing (FINDINGS 6). */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** Kysely compiles a statement anew for every run of it: a fifth of what a group of recordings cost (measured). */
function rememberingStatements(db: Sqlite.Database): Pick<Sqlite.Database, 'prepare' | 'close'> {
  const known = new Map<string, Sqlite.Statement>();
  const prepare = (sql: string): Sqlite.Statement => {
    const before = known.get(sql);
    if (before !== undefined && !before.busy) return before;
    const statement = db.prepare(sql);
    if (known.size >= KNOWN_STATEMENTS_LIMIT) known.clear();
    known.set(sql, statement);
    return statement;
  };
  return { prepare: prepare as Sqlite.Database['prepare'], close: () => db.close() };
}

/** What SQLite said, in the words of the table. */
export function catalogueError(thrown: unknown): SealdockError {
  if (thrown instanceof SealdockError) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  const found = `${typeof code === 'string' ? `${code}: ` : ''}${thrown instanceof Error ? thrown.message : thrown}`;
  if (code === 'SQLITE_FULL') return new SealdockError('vault-full', { found, cause: thrown });
  const busy = typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
  return new SealdockError(busy ? 'catalogue-busy' : 'catalogue-failed', { found, cause: thrown });
}
