import { sql, type Transaction } from 'kysely';
import type {
  Difference,
  DifferenceKind,
  DifferenceRow,
  DifferenceState,
} from '../../evidence/difference.ts';
import type { DockId, RecorderNo, RecordingId } from '../../evidence/ids.ts';
import type { FoundFile } from '../../evidence/recording.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ReconcileLedger, SeenFile } from '../../ports/reconcile-ledger.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** What was seen on cards, and what of it does not add up. */
export function reconcileMethods(run: Runner, clock: Clock): ReconcileLedger {
  return {
    seenFiles: (after, limit) =>
      run.read(async (db) => {
        const [recorder, path, size, modified] =
          after === null ? ['', '', 0, ''] : (JSON.parse(after) as Key);
        const rows = await db
          .selectFrom('card_file')
          .innerJoin('dock', 'dock.id', 'card_file.dock')
          .selectAll('card_file')
          .select(['dock.started_at', 'dock.result'])
          // A file that was still being written is footage too; what a rule leaves is none.
          .where(({ eb, or }) => or([eb('outcome', '!=', 'left'), eb('reason', '=', 'still-growing')]))
          .where(
            sql<boolean>`(card_file.recorder, path_key, size_bytes, modified_at) > (${recorder}, ${path}, ${size}, ${modified})`,
          )
          .orderBy('card_file.recorder')
          .orderBy('path_key')
          .orderBy('size_bytes')
          .orderBy('modified_at')
          .limit(limit)
          .execute();
        return rows.map((row): SeenFile => {
          const key: Key = [row.recorder, row.path_key, row.size_bytes, row.modified_at];
          const isSealed = row.outcome === 'sealed' || row.outcome === 'met-again';
          return {
            cursor: JSON.stringify(key),
            recorder: row.recorder as RecorderNo,
            path: (JSON.parse(row.facts) as Pick<FoundFile, 'file'>).file.path.text,
            dock: row.dock as DockId,
            dockAt: row.started_at as UtcTime,
            hasDockEnded: row.result !== null,
            recording: isSealed ? (row.recording as RecordingId | null) : null,
          };
        });
      }),
    everSealed: (after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('recording')
          .select(['id', 'folder', 'recorder', 'sealed_at'])
          .where('id', '>', after ?? '')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          recording: row.id as RecordingId,
          folder: row.folder,
          recorder: row.recorder as RecorderNo,
          sealedAt: row.sealed_at as UtcTime,
        }));
      }),
    seenAmong: (recordings) =>
      run.read(async (db) => {
        if (recordings.length === 0) return new Set();
        const rows = await db
          .selectFrom('card_file')
          .select('recording')
          .distinct()
          .where('recording', 'in', recordings)
          .execute();
        return new Set(rows.map((row) => row.recording as RecordingId));
      }),
    noteReconciliation: (found, isCut, entry) =>
      run.write(async (transaction, log) => {
        const at = utcOf(clock.read().wallMs);
        const seq = await log.append(entry);
        for (const difference of found) await noteOne(transaction, difference, at, seq);
        if (isCut) return;
        await transaction
          .updateTable('difference')
          .set({ state: 'settled', closed_at: at })
          .where('state', '=', 'open')
          .where('last_seq', '<', seq)
          .execute();
      }),
    differences: (state, after, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('difference').selectAll().orderBy('id').limit(limit);
        if (state !== null) query = query.where('state', '=', state);
        if (after !== null) query = query.where('id', '>', after);
        const rows = await query.execute();
        return rows.map(
          (row): DifferenceRow => ({
            id: row.id,
            kind: row.kind as DifferenceKind,
            about: row.about,
            day: row.day,
            recorder: row.recorder as RecorderNo | null,
            firstAt: row.first_at as UtcTime,
            state: row.state as DifferenceState,
            reason: row.reason,
          }),
        );
      }),
    explainDifference: (id, reason, entry) =>
      run.write(async (transaction, log) => {
        const { numUpdatedRows } = await transaction
          .updateTable('difference')
          .set({ state: 'explained', reason, closed_at: utcOf(clock.read().wallMs) })
          .where('id', '=', id)
          .where('state', '=', 'open')
          .executeTakeFirstOrThrow();
        if (numUpdatedRows !== 1n) return false;
        await log.append(entry);
        return true;
      }),
  };
}

type Key = [recorder: string, pathKey: string, sizeBytes: number, modifiedAt: string];

/** One that was settled and is there again is open again; one that a person explained stays explained. */
async function noteOne(
  transaction: Transaction<Tables>,
  { kind, about, day, recorder }: Difference,
  at: UtcTime,
  seq: number,
): Promise<void> {
  await transaction
    .insertInto('difference')
    .values({ kind, about, day, recorder, first_at: at, state: 'open', last_seq: seq })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'about']).doUpdateSet({
        last_seq: seq,
        state: sql`CASE state WHEN 'settled' THEN 'open' ELSE state END`,
      }),
    )
    .execute();
}
