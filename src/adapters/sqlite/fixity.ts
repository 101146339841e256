import { type ExpressionBuilder, sql } from 'kysely';
import type { UtcTime } from '../../evidence/time.ts';
import type { FixityLedger } from '../../ports/fixity-ledger.ts';
import { catalogued, selectRecordings } from './recordings.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** What the index `recording_least_proved` is over. */
const provedAt = sql<string>`coalesce(read_at, sealed_at)`;

/** When recordings were last read again: a time and a flag beside each. */
export function fixityMethods(run: Runner): FixityLedger {
  return {
    leastRecentlyProved: (before, limit) =>
      run.read(async (db) => {
        const rows = await selectRecordings(db)
          .where(provedAt, '<', before)
          .orderBy(provedAt)
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          recording: catalogued(row),
          provedAt: (row.read_at ?? row.sealed_at) as UtcTime,
        }));
      }),
    noteReadAgain: (read, entries) =>
      run.write(async (transaction, log) => {
        for (const { recording, at, isSound } of read) {
          await transaction
            .updateTable('recording')
            .set({ read_at: at, damaged: isSound ? 0 : 1 })
            .where('id', '=', recording)
            .execute();
        }
        for (const entry of entries) await log.append(entry);
      }),
    fixityState: (since) =>
      run.read(async (db) => {
        const one = await db
          .selectNoFrom((eb) => [
            there(eb)
              .select(({ fn }) => fn.countAll<number>().as('n'))
              .as('recordings'),
            there(eb)
              .select(({ fn }) => fn.sum<number>('size_bytes').as('n'))
              .as('bytes'),
            there(eb).select(provedAt.as('at')).orderBy(provedAt).limit(1).as('oldest'),
            there(eb)
              .select(({ fn }) => fn.countAll<number>().as('n'))
              .where(provedAt, '<', since)
              .as('overdue'),
            eb
              .selectFrom('recording')
              .select(({ fn }) => fn.countAll<number>().as('n'))
              // In these words, so that the few that are damaged are found by their own index.
              .where(sql<boolean>`damaged = 1 AND +destroyed = 0`)
              .as('damaged'),
          ])
          .executeTakeFirstOrThrow();
        return {
          recordings: one.recordings ?? 0,
          bytes: one.bytes ?? 0,
          oldestAt: (one.oldest ?? null) as UtcTime | null,
          overdue: one.overdue ?? 0,
          damaged: one.damaged ?? 0,
        };
      }),
  };
}

/** What is destroyed is never read again: it is neither overdue nor the one that was not proved for the longest time. */
function there({ selectFrom }: Pick<ExpressionBuilder<Tables, never>, 'selectFrom'>) {
  return selectFrom('recording').where(sql<boolean>`destroyed = 0`);
}
