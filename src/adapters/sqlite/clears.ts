import type { Selectable } from 'kysely';
import { assert } from '../../evidence/assert.ts';
import { cardPathOf } from '../../evidence/card-path.ts';
import { countOutcomes } from '../../evidence/clear-order.ts';
import type { ClearEnd, ClearId, ClearOutcome, ClearProof } from '../../evidence/clearing.ts';
import type { Sha256 } from '../../evidence/digest.ts';
import type { DockId, RecorderNo, RecordingId } from '../../evidence/ids.ts';
import type { FoundFile } from '../../evidence/recording.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { ClearLedger, ClearRow, KeptCounts } from '../../ports/clear-ledger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** Orders with one of these ends may still be answered: the program that clears was late, or its answer is. */
const STILL_OPEN: readonly string[] = ['unanswered'];

/** What was decided about cards after their docks, and what became of it. */
export function clearMethods(run: Runner, clock: Clock): ClearLedger {
  const now = () => utcOf(clock.read().wallMs);
  return {
    clearableFiles: (dock, after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('card_file')
          .select(['facts', 'recording', 'path_key'])
          .where('dock', '=', dock)
          .where('outcome', 'in', ['sealed', 'met-again'])
          .where('recording', 'is not', null)
          .where('path_key', '>', after ?? '')
          .orderBy('path_key')
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          found: JSON.parse(row.facts) as FoundFile,
          recording: row.recording as RecordingId,
          cursor: row.path_key,
        }));
      }),
    decideClear: ({ id, dock, recorder, proof, digest, items, kept, keptUntil }, entry) =>
      run.write(async (transaction, log) => {
        const isNothing = items.length === 0;
        const seq = await log.append(entry);
        await transaction
          .insertInto('clear_order')
          .values({
            id,
            dock,
            recorder,
            proof,
            digest,
            files: items.length,
            bytes: items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
            kept: JSON.stringify(kept),
            kept_until: keptUntil,
            decided_at: now(),
            decided_seq: seq,
            ...(isNothing ? { ended_at: now(), end: 'nothing' } : {}),
          })
          .execute();
        for (const [place, item] of items.entries()) {
          await transaction
            .insertInto('cleared_file')
            .values({
              clear_order: id,
              place,
              path_hex: item.pathHex,
              recording: item.recording,
              outcome: null,
            })
            .execute();
        }
      }),
    endClear: (id, end, outcomes, entry) =>
      run.write(async (transaction, log) => {
        const row = await transaction
          .selectFrom('clear_order')
          .select(['files', 'end'])
          .where('id', '=', id)
          .executeTakeFirst();
        assert(row !== undefined, `there is a clear order ${id}`);
        assert(row.files === outcomes.length, `the order ${id} has as many outcomes as files`);
        assert(row.end === null || STILL_OPEN.includes(row.end), `the order ${id} has no answer yet`);
        const seq = await log.append(entry);
        await transaction
          .updateTable('clear_order')
          .set({ ended_at: now(), end, outcomes: JSON.stringify(countOutcomes(outcomes)), ended_seq: seq })
          .where('id', '=', id)
          .execute();
        for (const [place, outcome] of outcomes.entries()) {
          await transaction
            .updateTable('cleared_file')
            .set({ outcome })
            .where('clear_order', '=', id)
            .where('place', '=', place)
            .execute();
        }
      }),
    clear: (id) =>
      run.read(async (db) => {
        const row = await db.selectFrom('clear_order').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : clearRow(row);
      }),
    openClears: () =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('clear_order')
          .selectAll()
          .where('end', 'is', null)
          .orderBy('decided_at')
          .execute();
        return rows.map(clearRow);
      }),
    clearsOf: (dock) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('clear_order')
          .selectAll()
          .where('dock', '=', dock)
          .orderBy('decided_at')
          .orderBy('id')
          .execute();
        return rows.map(clearRow);
      }),
    clearsPage: (after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('clear_order')
          .selectAll()
          .where('id', '>', after ?? '')
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map(clearRow);
      }),
    clearedFiles: (id, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('cleared_file')
          .select(['path_hex', 'recording', 'outcome'])
          .where('clear_order', '=', id)
          .orderBy('place')
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          path: cardPathOf(Buffer.from(row.path_hex, 'hex')),
          recording: row.recording as RecordingId,
          outcome: (row.outcome ?? 'unknown') as ClearOutcome,
        }));
      }),
  };
}

function clearRow(row: Selectable<Tables['clear_order']>): ClearRow {
  return {
    id: row.id as ClearId,
    dock: row.dock as DockId,
    recorder: row.recorder as RecorderNo,
    proof: row.proof as ClearProof,
    digest: row.digest as Sha256 | null,
    files: row.files,
    bytes: row.bytes,
    kept: JSON.parse(row.kept) as KeptCounts,
    keptUntil: row.kept_until as UtcTime | null,
    decidedAt: row.decided_at as UtcTime,
    endedAt: row.ended_at as UtcTime | null,
    end: row.end as ClearEnd | null,
    outcomes: row.outcomes === null ? {} : (JSON.parse(row.outcomes) as ClearRow['outcomes']),
    decidedSeq: row.decided_seq,
    endedSeq: row.ended_seq,
  };
}
