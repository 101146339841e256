import type { Kysely } from 'kysely';
import type { Catalog } from '../../ports/catalog.ts';
import type { Clock } from '../../ports/clock.ts';
import { anchorMethods } from './anchors.ts';
import { approvalMethods } from './approvals.ts';
import { caseMethods } from './cases.ts';
import { clearMethods } from './clears.ts';
import { catalogueError, openDatabase } from './database.ts';
import { destructionMethods } from './destruction.ts';
import { dockMethods } from './docks.ts';
import { openEntryWriter } from './entry-writer.ts';
import { fixityMethods } from './fixity.ts';
import { holdMethods } from './holds.ts';
import { keepingMethods } from './keeping.ts';
import { logMethods } from './log-rows.ts';
import { policyMethods } from './policies.ts';
import { probeMethods } from './probes.ts';
import { reconcileMethods } from './reconcile.ts';
import { recordingMethods } from './recordings.ts';
import { registerMethods } from './register.ts';
import { registerNoteMethods } from './register-notes.ts';
import type { Runner } from './runner.ts';
import { staffMethods } from './staff.ts';
import { staffSessionMethods } from './staff-sessions.ts';
import type { Tables } from './tables.ts';

/** @param path of the database file, `:memory:` for a test. Its folder must exist. */
export function openSqliteCatalog(path: string, clock: Clock): Catalog {
  const db = open(path);
  const run: Runner = {
    read: (query) => query(db).catch((thrown: unknown) => Promise.reject(catalogueError(thrown))),
    write: (change) =>
      db
        .transaction()
        .execute(async (transaction) => change(transaction, await openEntryWriter(transaction, clock)))
        .catch((thrown: unknown) => Promise.reject(catalogueError(thrown))),
  };
  return {
    ...logMethods(run),
    ...dockMethods(run, clock),
    ...recordingMethods(run),
    ...probeMethods(run),
    ...registerMethods(run, clock),
    ...registerNoteMethods(run, clock),
    ...clearMethods(run, clock),
    ...caseMethods(run),
    ...keepingMethods(run),
    ...holdMethods(run),
    ...policyMethods(run),
    ...destructionMethods(run),
    ...staffMethods(run, clock),
    ...staffSessionMethods(run, clock),
    ...approvalMethods(run),
    ...anchorMethods(run),
    ...fixityMethods(run),
    ...reconcileMethods(run, clock),
    close: () => db.destroy(),
  };
}

function open(path: string): Kysely<Tables> {
  try {
    return openDatabase(path);
  } catch (thrown) {
    throw catalogueError(thrown);
  }
}
