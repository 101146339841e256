import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { type Actor, firstSeenDraft } from '../../evidence/audit-entry.ts';
import type { Sha256 } from '../../evidence/digest.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { DockId, RecorderNo, RecordingId } from '../../evidence/ids.ts';
import type { Manifest } from '../../evidence/manifest.ts';
import { manifestText } from '../../evidence/manifest.ts';
import type { Mark } from '../../evidence/marks.ts';
import type { CardFile } from '../../evidence/recording.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { Catalog, CataloguedRecording, RecordingQuery } from '../../ports/catalog.ts';
import type { ProbeFacts } from '../../ports/probe.ts';
import { settle } from './docks.ts';
import type { EntryWriter } from './entry-writer.ts';
import { keysOf, NUMBER_KEY } from './numbers.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

type RecordingMethods = Pick<
  Catalog,
  | 'intend'
  | 'intents'
  | 'dropIntents'
  | 'catalogue'
  | 'recording'
  | 'destroyedRecording'
  | 'recordings'
  | 'recorders'
>;
type RecordingRow = Selectable<Tables['recording']> & { readonly marks: string | null };

/** Sealed recordings, and the intents that lead a crashed process back to them. */
export function recordingMethods(run: Runner): RecordingMethods {
  return {
    intend: (intents) =>
      run.write(async (transaction) => {
        for (const intent of intents) {
          await refuseSealed(transaction, intent.recording);
          const { cardRecorder, ...rest } = intent;
          const row = { ...rest, card_recorder: cardRecorder, file: JSON.stringify(intent.file) };
          await transaction
            .insertInto('seal_intent')
            .values(row)
            .onConflict((conflict) => conflict.column('recording').doUpdateSet(row))
            .execute();
        }
      }),
    intents: () =>
      run.read(async (db) => {
        const rows = await db.selectFrom('seal_intent').selectAll().orderBy('recording').execute();
        return rows.map((row) => ({
          recording: row.recording as RecordingId,
          folder: row.folder,
          dock: row.dock as DockId,
          cardRecorder: row.card_recorder as RecorderNo,
          file: JSON.parse(row.file) as CardFile,
        }));
      }),
    dropIntents: (recordings) =>
      run.write(async (transaction) => {
        if (recordings.length === 0) return;
        await transaction.deleteFrom('seal_intent').where('recording', 'in', recordings).execute();
      }),
    catalogue: (group) =>
      run.write(async (transaction, log) => {
        for (const { intent, manifest, manifestSha256, entry } of group) {
          await ensureRecorder(transaction, log, entry.actor, manifest);
          const seq = await log.append(entry);
          await insertRecording(transaction, intent.folder, manifest, manifestSha256, seq);
          const outcome = { kind: 'sealed', recording: intent.recording } as const;
          await settle(transaction, intent.dock, intent.cardRecorder, intent.file, outcome);
          await transaction.deleteFrom('seal_intent').where('recording', '=', intent.recording).execute();
        }
      }),

    recording: (id) =>
      run.read(async (db) => {
        const row = await selectRecordings(db).where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : catalogued(row);
      }),
    destroyedRecording: (id) =>
      run.read(async (db) => {
        const row = await selectRows(db).where('id', '=', id).where('destroyed', '=', 1).executeTakeFirst();
        return row === undefined ? null : catalogued(row);
      }),
    recordings: (query) => run.read(async (db) => (await findRecordings(db, query)).map(catalogued)),
    recorders: (after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('recorder')
          .where('no', '>', after ?? '')
          .orderBy('no')
          .limit(limit)
          .select(({ selectFrom, fn }) => [
            'no',
            'model',
            'first_seen_at',
            selectFrom('dock')
              .whereRef('dock.recorder', '=', 'recorder.no')
              .orderBy('started_at', 'desc')
              .limit(1)
              .select('id')
              .as('lastDock'),
            selectFrom('dock')
              .whereRef('dock.recorder', '=', 'recorder.no')
              .select(({ fn }) => fn.max('started_at').as('at'))
              .as('lastDockAt'),
            selectFrom('recording')
              .whereRef('recording.recorder', '=', 'recorder.no')
              .where('destroyed', '=', 0)
              .select(fn.countAll<number>().as('n'))
              .as('recordings'),
            selectFrom('recording')
              .whereRef('recording.recorder', '=', 'recorder.no')
              .where('destroyed', '=', 0)
              .select(({ fn }) => fn.sum<number>('size_bytes').as('n'))
              .as('bytes'),
          ])
          .execute();
        return rows.map((row) => ({
          no: row.no as RecorderNo,
          model: row.model,
          firstSeenAt: row.first_seen_at as UtcTime,
          lastDock: row.lastDock as DockId | null,
          lastDockAt: row.lastDockAt as UtcTime | null,
          recordings: row.recordings ?? 0,
          bytes: row.bytes ?? 0,
        }));
      }),
  };
}

/** An intent for a recording that is sealed already would lead a later recovery to touch it. */
async function refuseSealed(transaction: Transaction<Tables>, recording: string): Promise<void> {
  const sealed = await transaction
    .selectFrom('recording')
    .select('id')
    .where('id', '=', recording)
    .executeTakeFirst();
  if (sealed !== undefined) throw new SealdockError('recording-id-taken', { about: recording });
}

/** A file's name may carry a number that no card has shown yet. */
async function ensureRecorder(
  transaction: Transaction<Tables>,
  log: EntryWriter,
  actor: Actor,
  manifest: Manifest,
): Promise<void> {
  const { no, model } = manifest.recorder;
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('recorder')
    .values({ no, model, first_seen_at: manifest.sealedAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n) await log.append(firstSeenDraft(actor, no, model, manifest.dock));
}

async function insertRecording(
  transaction: Transaction<Tables>,
  folder: string,
  manifest: Manifest,
  manifestSha256: Sha256,
  auditSeq: number,
): Promise<void> {
  await transaction
    .insertInto('recording')
    .values({
      id: manifest.recording,
      folder,
      manifest: manifestText(manifest),
      manifest_sha256: manifestSha256,
      audit_seq: auditSeq,
      probed: 0,
    })
    .execute();
  await addMarks(transaction, manifest.recording, manifest.marks);
}

export async function addMarks(
  transaction: Transaction<Tables>,
  recording: string,
  marks: readonly Mark[],
): Promise<void> {
  if (marks.length === 0) return;
  await transaction
    .insertInto('recording_mark')
    .values(marks.map((mark) => ({ recording, mark })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function findRecordings(db: Kysely<Tables>, query: RecordingQuery): Promise<readonly RecordingRow[]> {
  let rows = selectRecordings(db).orderBy('recorded_at').orderBy('id').limit(query.limit);
  const { recorder } = query;
  if (recorder !== null)
    rows = rows.where('recorder', 'in', (eb) =>
      eb
        .selectFrom('recorder')
        .select('no')
        .where(NUMBER_KEY, 'in', keysOf([recorder])),
    );
  if (query.dock !== null) rows = rows.where('dock', '=', query.dock);
  if (query.recordedFrom !== null) rows = rows.where('recorded_at', '>=', query.recordedFrom);
  if (query.recordedTo !== null) rows = rows.where('recorded_at', '<', query.recordedTo);
  const { mark, after } = query;
  if (mark !== null) {
    rows = rows.where('id', 'in', (eb) =>
      eb.selectFrom('recording_mark').select('recording').where('mark', '=', mark),
    );
  }
  if (after !== null) {
    rows = rows.where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('recorded_at', 'id'),
        '>',
        selectFrom('recording as before')
          .select(['before.recorded_at', 'before.id'])
          .where('before.id', '=', after)
          .$asTuple('recorded_at', 'id'),
      ),
    );
  }
  return rows.execute();
}

/** Rows with their marks in one statement: a probe may come in between two. */
export function selectRecordings(db: Kysely<Tables>) {
  // Written out, because indexes that leave out what is destroyed are chosen by it.
  return selectRows(db).where(sql<boolean>`destroyed = 0`);
}

function selectRows(db: Kysely<Tables>) {
  return db
    .selectFrom('recording')
    .selectAll('recording')
    .select(({ selectFrom }) =>
      selectFrom('recording_mark')
        .whereRef('recording_mark.recording', '=', 'recording.id')
        .select(sql<string>`json_group_array(mark ORDER BY mark)`.as('marks'))
        .as('marks'),
    );
}

export function catalogued(row: RecordingRow): CataloguedRecording {
  return {
    id: row.id as RecordingId,
    folder: row.folder,
    manifest: JSON.parse(row.manifest) as Manifest,
    manifestSha256: row.manifest_sha256 as Sha256,
    marks: JSON.parse(row.marks ?? '[]') as Mark[],
    probe: row.probe === null ? null : (JSON.parse(row.probe) as ProbeFacts),
    auditSeq: row.audit_seq,
  };
}

/** @throws SealdockError `recording-unknown`, also for one that was destroyed. */
export async function needRecording(transaction: Transaction<Tables>, id: string): Promise<void> {
  const row = await transaction
    .selectFrom('recording')
    .select('id')
    .where('id', '=', id)
    .where('destroyed', '=', 0)
    .executeTakeFirst();
  if (row === undefined) throw new SealdockError('recording-unknown', { about: id });
}
