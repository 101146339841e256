import type { Kysely, Transaction } from 'kysely';
import type { EntryWriter } from './entry-writer.ts';
import type { Tables } from './tables.ts';

/** Runs reads and writes; a write holds the lock from its start and is on the medium when it returns. */
export interface Runner {
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
  write<T>(change: (transaction: Transaction<Tables>, log: EntryWriter) => Promise<T>): Promise<T>;
}
