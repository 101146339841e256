import { sql } from 'kysely';
import type { Sha256 } from '../../evidence/digest.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { Catalog } from '../../ports/catalog.ts';
import type { Runner } from './runner.ts';

type LogMethods = Pick<
  Catalog,
  | 'station'
  | 'createStation'
  | 'changeKey'
  | 'record'
  | 'auditSize'
  | 'auditRows'
  | 'lastAuditRow'
  | 'auditRowsOf'
  | 'published'
  | 'notePublished'
  | 'totals'
>;

const countAll = sql<number>`count(*)`.as('n');

/** Not destroyed. Written out, because indexes that leave out what is destroyed are chosen by it. */
const EXISTS = sql<boolean>`recording.destroyed = 0`;

const COLUMN_OF = { log: 'log_key', seal: 'seal_key' } as const;

/** The station itself, and the rows from which the published log is derived. */
export function logMethods(run: Runner): LogMethods {
  return {
    station: async () => {
      const row = await run.read((db) => db.selectFrom('station').selectAll().executeTakeFirst());
      if (row === undefined) return null;
      return { id: row.id, logKey: row.log_key as Sha256, sealKey: row.seal_key as Sha256 };
    },
    createStation: (station, entry) =>
      run.write(async (transaction, log) => {
        await transaction
          .insertInto('station')
          .values({ id: station.id, log_key: station.logKey, seal_key: station.sealKey })
          .execute();
        await log.append(entry);
      }),

    changeKey: ({ purpose, from, to }, entry) =>
      run.write(async (transaction, log) => {
        const column = COLUMN_OF[purpose];
        const { numUpdatedRows } = await transaction
          .updateTable('station')
          .set({ [column]: to })
          .where(column, '=', from)
          .executeTakeFirst();
        if (numUpdatedRows !== 1n) {
          throw new SealdockError('key-differs', { about: purpose, expected: from, found: 'another one' });
        }
        await log.append(entry);
      }),

    record: (entry) =>
      run.write(async (_, log) => {
        await log.append(entry);
      }),
    auditSize: () =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('audit_entry')
          .select(({ fn }) => fn.max('seq').as('last'))
          .executeTakeFirst();
        return row?.last === null || row?.last === undefined ? 0 : Number(row.last) + 1;
      }),
    auditRows: (from, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('audit_entry')
          .selectAll()
          .where('seq', '>=', from)
          .orderBy('seq')
          .limit(limit)
          .execute();
        return rows.map((row) => ({ seq: row.seq, text: row.entry, leafHash: row.leaf_hash }));
      }),
    lastAuditRow: (act) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('audit_entry')
          .selectAll()
          .where(sql`json_extract(entry, '$.act')`, '=', act)
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst();
        return row === undefined ? null : { seq: row.seq, text: row.entry, leafHash: row.leaf_hash };
      }),
    auditRowsOf: (act, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('audit_entry')
          .selectAll()
          .where(sql`json_extract(entry, '$.act')`, '=', act)
          .orderBy('seq')
          .limit(limit)
          .execute();
        return rows.map((row) => ({ seq: row.seq, text: row.entry, leafHash: row.leaf_hash }));
      }),
    published: () =>
      run.read(async (db) => {
        const row = await db.selectFrom('published').select(['size', 'note']).executeTakeFirst();
        return row ?? null;
      }),
    notePublished: (published) =>
      run.write(async (transaction) => {
        const before = await transaction.selectFrom('published').select('size').executeTakeFirst();
        if (before !== undefined && before.size > published.size) {
          throw new SealdockError('audit-differs', {
            about: 'checkpoint',
            expected: `a head of at least ${before.size} entries`,
            found: `${published.size}`,
          });
        }
        const values = { size: published.size, note: published.note };
        await transaction
          .insertInto('published')
          .values({ one: 1, ...values })
          .onConflict((conflict) => conflict.column('one').doUpdateSet(values))
          .execute();
      }),

    totals: () =>
      run.read(async (db) => {
        const one = await db
          .selectNoFrom(({ selectFrom }) => [
            selectFrom('recording').select(countAll).where(EXISTS).as('recordings'),
            selectFrom('recording')
              .where(EXISTS)
              .select(({ fn }) => fn.sum<number>('size_bytes').as('n'))
              .as('bytes'),
            selectFrom('recorder').select(countAll).as('recorders'),
            selectFrom('dock').select(countAll).as('docks'),
            selectFrom('audit_entry').select(countAll).as('auditEntries'),
            selectFrom('recording')
              .select(countAll)
              .where('probed', '=', 0)
              .where(EXISTS)
              .as('pendingProbes'),
            selectFrom('recording_mark')
              .innerJoin('recording', 'recording.id', 'recording_mark.recording')
              .where(EXISTS)
              .select(({ fn }) => fn.count<number>('recording').distinct().as('n'))
              .as('marked'),
          ])
          .executeTakeFirstOrThrow();
        return {
          recordings: one.recordings ?? 0,
          bytes: one.bytes ?? 0,
          recorders: one.recorders ?? 0,
          docks: one.docks ?? 0,
          auditEntries: one.auditEntries ?? 0,
          pendingProbes: one.pendingProbes ?? 0,
          marked: one.marked ?? 0,
        };
      }),
  };
}
