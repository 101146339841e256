import type { Database } from 'better-sqlite3';
import { SealdockError } from '../../evidence/errors.ts';
import { DOCKS_AND_RECORDINGS } from './migrations/01-docks-and-recordings.ts';
import { REGISTER } from './migrations/02-register.ts';
import { DOCK_FACTS } from './migrations/03-dock-facts.ts';
import { CLEARING } from './migrations/04-clearing.ts';
import { KEEPING } from './migrations/05-keeping.ts';
import { STAFF } from './migrations/06-staff.ts';
import { REGISTER_KEYS } from './migrations/07-register-keys.ts';
import { CLEAR_ENTRIES } from './migrations/08-clear-entries.ts';
import { ROWS_STAY } from './migrations/09-rows-stay.ts';
import { DECISIONS_STAY } from './migrations/10-decisions-stay.ts';
import { PROVED_OF_WHAT_IS_THERE } from './migrations/11-proved-of-what-is-there.ts';

/** Forward only: a number is never reused and a step never edited once released. */
const MIGRATIONS: readonly string[] = [
  DOCKS_AND_RECORDINGS,
  REGISTER,
  DOCK_FACTS,
  CLEARING,
  KEEPING,
  STAFF,
  REGISTER_KEYS,
  CLEAR_ENTRIES,
  ROWS_STAY,
  DECISIONS_STAY,
  PROVED_OF_WHAT_IS_THERE,
];

/**
 * Brings the database up to this program's version, each step in a transaction of its own.
 * @throws SealdockError `catalogue-newer` when a newer program has written it.
 */
export function migrate(db: Database): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > MIGRATIONS.length) {
    throw new SealdockError('catalogue-newer', {
      expected: `version ${MIGRATIONS.length} or older`,
      found: `version ${version}`,
    });
  }
  for (let next = version; next < MIGRATIONS.length; next += 1) {
    db.transaction(() => {
      if ((db.pragma('user_version', { simple: true }) as number) > next) return;
      db.exec(MIGRATIONS[next] as string);
      db.pragma(`user_version = ${next + 1}`);
    }).immediate();
  }
}
