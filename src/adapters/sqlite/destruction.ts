import type { Transaction } from 'kysely';
import type { Batch } from '../../evidence/destruction.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { BatchChange, DestructionLedger } from '../../ports/destruction-ledger.ts';
import { keepApprovalChange } from './approvals.ts';
import { deedMethods } from './destruction-deeds.ts';
import { itemMethods, settle } from './destruction-items.ts';
import { batchOf, batchRow } from './destruction-rows.ts';
import type { EntryWriter } from './entry-writer.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';
import { turnMethods } from './turns.ts';

/** Batches as a whole; their items, deeds and turns stand in files of their own. */
export function destructionMethods(run: Runner): DestructionLedger {
  return {
    ...itemMethods(run),
    ...deedMethods(run),
    ...turnMethods(run),
    batch: (id) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('destruction_batch')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirst();
        return row === undefined ? null : batchOf(row);
      }),
    batches: (states, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('destruction_batch').selectAll().orderBy('changed_at', 'desc');
        if (states !== null) query = query.where('state', 'in', states);
        return (await query.orderBy('id', 'desc').limit(limit).execute()).map(batchOf);
      }),
    draftOf: (period, policy) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('destruction_batch')
          .selectAll()
          .where('period', '=', period)
          .where('policy', '=', policy)
          .where('state', '=', 'draft')
          .executeTakeFirst();
        return row === undefined ? null : batchOf(row);
      }),
    countBatches: (period) =>
      run.read(async (db) => {
        const { n } = await db
          .selectFrom('destruction_batch')
          .select(({ fn }) => fn.countAll<number>().as('n'))
          .where('period', '=', period)
          .executeTakeFirstOrThrow();
        return n;
      }),
    createBatch: (batch, entry) =>
      run.write(async (transaction, log) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('destruction_batch')
          .values(batchRow(batch))
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows !== 1n) throw new SealdockError('state-differs', { about: batch.id });
        await log.append(entry);
      }),
    changeBatch: (change) =>
      run.write(async (transaction, log) => {
        await keepChange(transaction, log, change);
        await log.append(change.entry);
      }),
    startBatch: (change, entry) =>
      run.write(async (transaction, log) => {
        const { last } = await transaction
          .selectFrom('destruction_batch')
          .select(({ fn }) => fn.max('register_no').as('last'))
          .executeTakeFirstOrThrow();
        const registerNo = change.before.registerNo ?? (last ?? 0) + 1;
        const after = { ...change.after, registerNo };
        await keepChange(transaction, log, { ...change, after, item: null });
        await log.append(entry(registerNo));
        return after;
      }),
  };
}

async function keepChange(
  transaction: Transaction<Tables>,
  log: EntryWriter,
  { before, after, item, approvals }: Omit<BatchChange, 'entry'>,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('destruction_batch')
    .set(batchRow(after))
    .where('id', '=', before.id)
    .where('state', '=', before.state)
    .where('changed_at', '=', before.changedAt)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw changedMeanwhile(before);
  if (item !== null) await settle(transaction, before.id, item);
  for (const approval of approvals) await keepApprovalChange(transaction, log, approval);
}

function changedMeanwhile({ id }: Pick<Batch, 'id'>): SealdockError {
  return new SealdockError('catalogue-busy', { about: id, found: 'somebody else has changed it meanwhile' });
}
