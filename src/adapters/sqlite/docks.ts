import type { Transaction } from 'kysely';
import { keyOfCardPath } from '../../evidence/card-path.ts';
import type { FileOutcome, LeftReason } from '../../evidence/dock.ts';
import type { DockId, RecorderNo, RecordingId } from '../../evidence/ids.ts';
import type { CardFile, FoundFile } from '../../evidence/recording.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { Catalog, ListedFile } from '../../ports/catalog.ts';
import type { Clock } from '../../ports/clock.ts';
import { dockRowMethods } from './dock-rows.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

type DockMethods = Pick<
  Catalog,
  | 'startDock'
  | 'identifyDock'
  | 'listFiles'
  | 'pendingFiles'
  | 'settleFile'
  | 'countFiles'
  | 'finishDock'
  | 'unfinishedDocks'
  | 'dock'
  | 'docks'
  | 'failedFiles'
>;

/** Reasons to leave a file that are no matter of course. */
const ODD_REASONS: readonly LeftReason[] = [
  'still-growing',
  'symbolic-link',
  'special-file',
  'unreadable',
  'destroyed-before',
];

/** Docks and the files met on their cards. */
export function dockMethods(run: Runner, clock: Clock): DockMethods {
  return {
    startDock: (dock, entry) =>
      run.write(async (transaction, log) => {
        const { wallMs, boot } = clock.read();
        const row = {
          id: dock.id,
          path: dock.path,
          origin: dock.origin,
          label: dock.label,
          started_at: utcOf(wallMs),
          medium: dock.medium === null ? null : JSON.stringify(dock.medium),
          boot,
        };
        await transaction.insertInto('dock').values(row).execute();
        await log.append(entry);
      }),
    identifyDock: (dock, card, firstSeen) =>
      run.write(async (transaction, log) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('recorder')
          .values({ no: card.recorder, model: card.model, first_seen_at: now(clock) })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 1n) await log.append(firstSeen);
        await transaction
          .updateTable('dock')
          .set({ recorder: card.recorder, model: card.model, label: card.label })
          .where('id', '=', dock)
          .execute();
      }),
    listFiles: (dock, recorder, page, entry) =>
      run.write(async (transaction, log) => {
        for (const listed of page) await upsertFile(transaction, dock, recorder, listed);
        await log.append(entry);
      }),
    pendingFiles: (dock, after, limit) =>
      run.read(async (db) => {
        let query = db
          .selectFrom('card_file')
          .select(['facts', 'recording', 'important', 'path_key'])
          .where('dock', '=', dock)
          .where('outcome', '=', 'pending');
        if (after !== null) {
          const important = after.important ? 1 : 0;
          query = query.where(({ eb, and, or }) =>
            or([
              eb('important', '<', important),
              and([eb('important', '=', important), eb('path_key', '>', after.path)]),
            ]),
          );
        }
        const rows = await query.orderBy('important', 'desc').orderBy('path_key').limit(limit).execute();
        return rows.map((row) => ({
          found: JSON.parse(row.facts) as FoundFile,
          cursor: { important: row.important === 1, path: row.path_key },
          sealedBefore: row.recording as RecordingId | null,
        }));
      }),
    settleFile: (dock, recorder, file, outcome, entry) =>
      run.write(async (transaction, log) => {
        await settle(transaction, dock, recorder, file, outcome);
        if (entry !== null) await log.append(entry);
      }),
    countFiles: (dock) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('card_file')
          .select(({ fn }) => [
            'outcome',
            fn.countAll<number>().as('files'),
            fn.sum<number>('size_bytes').as('bytes'),
          ])
          .where('dock', '=', dock)
          .groupBy('outcome')
          .execute();
        const growing = await db
          .selectFrom('card_file')
          .select(({ fn }) => fn.countAll<number>().as('files'))
          .where('dock', '=', dock)
          .where('outcome', '=', 'left')
          .where('reason', '=', 'still-growing')
          .executeTakeFirst();
        const of = (outcome: FileOutcome['kind']) => rows.find((row) => row.outcome === outcome);
        const files = (outcome: FileOutcome['kind']) => of(outcome)?.files ?? 0;
        const footage = rows.reduce((sum, row) => sum + (row.outcome === 'left' ? 0 : row.files), 0);
        return {
          found: footage,
          sealed: files('sealed'),
          metAgain: files('met-again'),
          left: files('left'),
          growing: Number(growing?.files ?? 0),
          failed: files('failed'),
          pending: files('pending'),
          sealedBytes: of('sealed')?.bytes ?? 0,
        };
      }),
    finishDock: (report, entry) =>
      run.write(async (transaction, log) => {
        await transaction
          .updateTable('dock')
          .set({
            finished_at: now(clock),
            result: report.result,
            code: report.code,
            counts: JSON.stringify(report.counts),
            marks: JSON.stringify(report.marks),
            device_check: report.check === null ? null : JSON.stringify(report.check),
          })
          .where('id', '=', report.dock)
          .execute();
        await log.append(entry);
      }),
    ...dockRowMethods(run),
    failedFiles: (dock, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('card_file')
          .select(['facts', 'outcome', 'reason'])
          .where('dock', '=', dock)
          .where(({ eb, or, and }) =>
            or([
              eb('outcome', '=', 'failed'),
              and([eb('outcome', '=', 'left'), eb('reason', 'in', ODD_REASONS)]),
            ]),
          )
          .orderBy('path_key')
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          path: (JSON.parse(row.facts) as FoundFile).file.path,
          outcome: (row.outcome === 'failed'
            ? { kind: 'failed', code: row.reason }
            : { kind: 'left', reason: row.reason }) as FileOutcome,
        }));
      }),
  };
}

/**
 * A file of this card, met at this dock. What an earlier dock sealed keeps its recording: the dock compares and
 * settles it without copying.
 */
async function upsertFile(
  transaction: Transaction<Tables>,
  dock: DockId,
  recorder: RecorderNo,
  listed: ListedFile,
): Promise<void> {
  const file = 'found' in listed ? listed.found.file : listed.file;
  const met = {
    dock,
    important: 'found' in listed && listed.found.marks.includes('important') ? 1 : 0,
    outcome: listed.outcome.kind,
    reason: listed.outcome.kind === 'left' ? listed.outcome.reason : null,
    facts: JSON.stringify('found' in listed ? listed.found : { file }),
  };
  await transaction
    .insertInto('card_file')
    .values({ ...keyOf(recorder, file), ...met })
    .onConflict((conflict) =>
      conflict.columns(['recorder', 'path_key', 'size_bytes', 'modified_at']).doUpdateSet(met),
    )
    .execute();
}

export async function settle(
  transaction: Transaction<Tables>,
  dock: DockId,
  recorder: RecorderNo,
  file: CardFile,
  outcome: FileOutcome,
): Promise<void> {
  const key = keyOf(recorder, file);
  await transaction
    .updateTable('card_file')
    .set({
      outcome: outcome.kind,
      reason: outcome.kind === 'left' ? outcome.reason : outcome.kind === 'failed' ? outcome.code : null,
      ...('recording' in outcome ? { recording: outcome.recording } : {}),
    })
    .where('recorder', '=', key.recorder)
    .where('path_key', '=', key.path_key)
    .where('size_bytes', '=', key.size_bytes)
    .where('modified_at', '=', key.modified_at)
    .where('dock', '=', dock)
    .execute();
}

function keyOf(recorder: RecorderNo, file: CardFile) {
  return {
    recorder,
    path_key: keyOfCardPath(file.path),
    size_bytes: file.sizeBytes,
    modified_at: file.modifiedAt,
  };
}

function now(clock: Clock): UtcTime {
  return utcOf(clock.read().wallMs);
}
