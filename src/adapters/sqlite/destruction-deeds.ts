import { sql, type Transaction } from 'kysely';
import type { BatchId, DeferCause } from '../../evidence/destruction.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { Manifest } from '../../evidence/manifest.ts';
import { sealedFilesOf } from '../../evidence/manifest.ts';
import type { DestructionLedger, Intent } from '../../ports/destruction-ledger.ts';
import { itemOfRow, tombstoneOfRow } from './destruction-rows.ts';
import { isHeld } from './holds.ts';
import { factsOfOne } from './keeping.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

type DeedMethods = Pick<
  DestructionLedger,
  | 'intendDestruction'
  | 'intended'
  | 'noteDestroyed'
  | 'destroyedAmong'
  | 'tombstone'
  | 'tombstoneOf'
  | 'tombstones'
  | 'destroyedFolders'
  | 'intendAgain'
>;

/** From the intent to what stays for ever. */
export function deedMethods(run: Runner): DeedMethods {
  return {
    intendDestruction: (intent) =>
      run.write(async (transaction, log) => {
        const cause = await lastQuestions(transaction, intent);
        if (cause !== null) return cause;
        const { numUpdatedRows } = await transaction
          .updateTable('destruction_item')
          .set({ state: 'destroying', edges_sha256: intent.edgesSha256 })
          .where('batch', '=', intent.batch)
          .where('recording', '=', intent.recording)
          .where('state', '=', 'listed')
          .where(({ exists, selectFrom }) =>
            exists(
              selectFrom('destruction_batch')
                .select('id')
                .where('id', '=', intent.batch)
                .where('state', '=', 'executing'),
            ),
          )
          .executeTakeFirstOrThrow();
        if (numUpdatedRows !== 1n)
          throw notThere(intent.batch, intent.recording, 'listed in a batch that is executed');
        await log.append(intent.entry);
        return null;
      }),
    intended: (batch) =>
      run.read(async (db) => {
        let query = db
          .selectFrom('destruction_item')
          .innerJoin('recording', 'recording.id', 'destruction_item.recording')
          .selectAll('destruction_item')
          .select(['recording.folder', 'recording.manifest'])
          .where(sql<boolean>`destruction_item.state = 'destroying'`);
        if (batch !== null) query = query.where('batch', '=', batch);
        const rows = await query.orderBy('batch').orderBy('place').execute();
        return rows.map(({ folder, manifest, ...row }) => ({
          batch: row.batch as BatchId,
          item: itemOfRow(row),
          folder,
          files: sealedFilesOf(JSON.parse(manifest) as Manifest),
        }));
      }),
    noteDestroyed: (tombstone, entry) =>
      run.write(async (transaction, log) => {
        const { recording, batch, destroyedAt } = tombstone;
        const { numUpdatedRows } = await transaction
          .updateTable('destruction_item')
          .set({ state: 'destroyed', ended_at: destroyedAt })
          .where('batch', '=', batch)
          .where('recording', '=', recording)
          .where('state', '=', 'destroying')
          .executeTakeFirstOrThrow();
        if (numUpdatedRows !== 1n) throw notThere(batch, recording, 'destroying');
        await transaction
          .insertInto('tombstone')
          .values({
            recording,
            sha256: tombstone.sha256,
            size_bytes: tombstone.sizeBytes,
            edges_sha256: tombstone.edgesSha256,
            batch,
            register_no: tombstone.registerNo,
            destroyed_at: destroyedAt,
          })
          .execute();
        await transaction
          .updateTable('recording')
          .set({ destroyed: 1 })
          .where('id', '=', recording)
          .execute();
        await log.append(entry);
      }),

    destroyedAmong: (recordings) =>
      run.read(async (db) => {
        if (recordings.length === 0) return new Set();
        const rows = await db
          .selectFrom('tombstone')
          .select('recording')
          .where('recording', 'in', recordings)
          .execute();
        return new Set(rows.map(({ recording }) => recording as RecordingId));
      }),
    tombstone: (recording) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('tombstone')
          .selectAll()
          .where('recording', '=', recording)
          .executeTakeFirst();
        return row === undefined ? null : tombstoneOfRow(row);
      }),
    tombstoneOf: (sha256) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('tombstone')
          .selectAll()
          .where('sha256', '=', sha256)
          .where('size_bytes', '>', 0)
          .orderBy('recording')
          .limit(1)
          .executeTakeFirst();
        return row === undefined ? null : tombstoneOfRow(row);
      }),
    tombstones: (after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('tombstone')
          .selectAll()
          .where('recording', '>', after ?? '')
          .orderBy('recording')
          .limit(limit)
          .execute();
        return rows.map(tombstoneOfRow);
      }),
    destroyedFolders: (after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('tombstone')
          .innerJoin('recording', 'recording.id', 'tombstone.recording')
          .select(['tombstone.recording', 'recording.folder'])
          .where('tombstone.recording', '>', after ?? '')
          .orderBy('tombstone.recording')
          .limit(limit)
          .execute();
        return rows.map(({ recording, folder }) => ({ recording: recording as RecordingId, folder }));
      }),
    intendAgain: (recording, entry) =>
      run.write(async (transaction, log) => {
        const stone = await transaction
          .selectFrom('tombstone')
          .select('recording')
          .where('recording', '=', recording)
          .executeTakeFirst();
        if (stone === undefined) throw new SealdockError('recording-unknown', { about: recording });
        return (await isHeld(transaction, recording)) ? null : await log.append(entry);
      }),
  };
}

/** In the transaction of the intent: nothing that keeps a recording can come between the answer and the act. */
async function lastQuestions(
  transaction: Transaction<Tables>,
  { recording, now, judge }: Intent,
): Promise<DeferCause | null> {
  const facts = await factsOfOne(transaction, recording);
  if (facts === null) throw new SealdockError('recording-unknown', { about: recording });
  if (facts.holds.length > 0) return 'held';
  const leased = await transaction
    .selectFrom('recording_lease')
    .select('holder')
    .where('recording', '=', recording)
    .where('until_at', '>', now)
    .executeTakeFirst();
  return leased === undefined ? judge(facts) : 'in-use';
}

function notThere(batch: BatchId, recording: string, expected: string): SealdockError {
  return new SealdockError('state-differs', { about: `${batch}: ${recording}`, expected });
}
