import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import {
  BATCH_ITEMS_LIMIT,
  type BatchId,
  type BatchItem,
  type BatchState,
  ITEM_STATES,
  type ItemState,
  type NewItem,
  OPEN_BATCH_STATES,
} from '../../evidence/destruction.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { DestructionLedger, PlacedItem, SettledItem } from '../../ports/destruction-ledger.ts';
import { itemOfRow } from './destruction-rows.ts';
import { isHeld } from './holds.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

type ItemMethods = Pick<
  DestructionLedger,
  'addItems' | 'items' | 'itemOf' | 'countItems' | 'openItems' | 'openIncidents' | 'settleItem'
>;

/** What lies in batches, up to the point where bytes end. */
export function itemMethods(run: Runner): ItemMethods {
  return {
    addItems: (batch, items, entry) =>
      run.write(async (transaction, log) => {
        const period = await draftPeriod(transaction, batch);
        const added: BatchItem[] = [];
        let place = await lastPlace(transaction, batch);
        for (const item of items) {
          if (place >= BATCH_ITEMS_LIMIT) break;
          const row = await addOne(transaction, batch, period, item, place + 1);
          if (row === null) continue;
          place = Math.max(place, row.place);
          added.push(row);
        }
        if (added.length > 0) await log.append(entry(added));
        return added.length;
      }),
    items: (batch, after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('destruction_item')
          .selectAll()
          .where('batch', '=', batch)
          .where('place', '>', after ?? 0)
          .orderBy('place')
          .limit(limit)
          .execute();
        return rows.map(itemOfRow);
      }),
    itemOf: (batch, recording) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('destruction_item')
          .selectAll()
          .where('batch', '=', batch)
          .where('recording', '=', recording)
          .executeTakeFirst();
        return row === undefined ? null : itemOfRow(row);
      }),
    countItems: (batch) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('destruction_item')
          .select(({ fn }) => ['state', fn.countAll<number>().as('n')])
          .where('batch', '=', batch)
          .groupBy('state')
          .execute();
        const counts = new Map(rows.map(({ state, n }) => [state, n]));
        const all = ITEM_STATES.map((state) => [state, counts.get(state) ?? 0]);
        return Object.fromEntries(all) as Record<ItemState, number>;
      }),
    openItems: (first, last) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('destruction_item')
          .innerJoin('destruction_batch', 'destruction_batch.id', 'destruction_item.batch')
          .selectAll('destruction_item')
          .select('destruction_batch.state as batchState')
          .where('recording', '>=', first)
          .where('recording', '<=', last)
          .where('destruction_item.state', 'in', ['listed', 'destroying'])
          .where('destruction_batch.state', 'in', OPEN_BATCH_STATES)
          .execute();
        return rows.map(placedOf);
      }),
    openIncidents: (limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('destruction_batch')
          .innerJoin('destruction_item', 'destruction_item.batch', 'destruction_batch.id')
          .selectAll('destruction_item')
          .select('destruction_batch.state as batchState')
          .where('destruction_batch.state', 'in', ['executing', 'partial'])
          .where('destruction_item.state', '=', 'incident')
          .orderBy('destruction_item.batch')
          .orderBy('place')
          .limit(limit)
          .execute();
        return rows.map(placedOf);
      }),
    settleItem: (batch, settled, entry) =>
      run.write(async (transaction, log) => {
        await settle(transaction, batch, settled);
        await log.append(entry);
      }),
  };
}

function placedOf({ batchState, ...row }: PlacedRow): PlacedItem {
  return { batch: row.batch as BatchId, batchState: batchState as BatchState, item: itemOfRow(row) };
}

type PlacedRow = Selectable<Tables['destruction_item']> & { readonly batchState: string };

/** @throws SealdockError `state-differs` when the item is not in the state that was seen. */
export async function settle(
  transaction: Transaction<Tables>,
  batch: BatchId,
  { from, item }: SettledItem,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('destruction_item')
    .set({ state: item.state, cause: item.cause, ended_at: item.endedAt })
    .where('batch', '=', batch)
    .where('recording', '=', item.recording)
    .where('state', '=', from)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return;
  throw new SealdockError('state-differs', { about: `${batch}: ${item.recording}`, expected: from });
}

async function draftPeriod(transaction: Transaction<Tables>, batch: BatchId): Promise<string> {
  const row = await transaction
    .selectFrom('destruction_batch')
    .select(['state', 'period'])
    .where('id', '=', batch)
    .executeTakeFirst();
  if (row === undefined) throw new SealdockError('batch-unknown', { about: batch });
  if (row.state === 'draft') return row.period;
  throw new SealdockError('state-differs', { about: batch, expected: 'draft', found: row.state });
}

async function lastPlace(db: Kysely<Tables>, batch: BatchId): Promise<number> {
  const { last } = await db
    .selectFrom('destruction_item')
    .select(({ fn }) => fn.max('place').as('last'))
    .where('batch', '=', batch)
    .executeTakeFirstOrThrow();
  return last ?? 0;
}

/** Null when it may not be added. An item that has left this draft comes back to its place. */
async function addOne(
  transaction: Transaction<Tables>,
  batch: BatchId,
  period: string,
  { recording, keepUntil, why }: NewItem,
  place: number,
): Promise<BatchItem | null> {
  if (await isElsewhere(transaction, period, recording)) return null;
  const row = await transaction
    .selectFrom('recording')
    .select(['sha256', 'size_bytes', 'recorded_at'])
    .where('id', '=', recording)
    .where('destroyed', '=', 0)
    .executeTakeFirst();
  if (row === undefined || (await isHeld(transaction, recording))) return null;
  const values = {
    keep_until: keepUntil,
    why,
    state: 'listed',
    cause: null,
    edges_sha256: null,
    ended_at: null,
  };
  const back = await transaction
    .updateTable('destruction_item')
    .set(values)
    .where('batch', '=', batch)
    .where('recording', '=', recording)
    .returningAll()
    .executeTakeFirst();
  if (back !== undefined) return itemOfRow(back);
  const added = await transaction
    .insertInto('destruction_item')
    .values({ batch, place, recording, ...row, ...values })
    .returningAll()
    .executeTakeFirstOrThrow();
  return itemOfRow(added);
}

/**
 * In an open batch, or struck out in this period: what a person has kept is not proposed again the next night. An incident
 * is for people: until one of them has found it whole again, nobody is asked to destroy what may not be there.
 */
async function isElsewhere(
  transaction: Transaction<Tables>,
  period: string,
  recording: string,
): Promise<boolean> {
  const { rows } = await sql<{ one: number }>`
    SELECT 1 AS one FROM destruction_item item JOIN destruction_batch batch ON batch.id = item.batch
    WHERE item.recording = ${recording} AND (
      (item.state IN ('listed', 'destroying') AND batch.state IN ('draft', 'appraising', 'approved', 'executing'))
      OR (item.state = 'struck-out' AND batch.period = ${period})
      OR item.state IN ('incident', 'lost')
    ) LIMIT 1`.execute(transaction);
  return rows.length > 0;
}
