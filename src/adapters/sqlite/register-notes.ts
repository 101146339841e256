import { type InferResult, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { ErrorCode } from '../../evidence/errors.ts';
import type { DockId, RecorderNo } from '../../evidence/ids.ts';
import type { Medium } from '../../evidence/medium.ts';
import type { AlertKind } from '../../evidence/registered-recorder.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RecorderAlert, RefusedDock, Register } from '../../ports/register.ts';
import { keysOf } from './numbers.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

type RegisterNoteMethods = Pick<
  Register,
  'noteIdentity' | 'noteRefusal' | 'refusal' | 'refusals' | 'openAlerts' | 'alertPage'
>;

/** What docks have taught about recorders, and what waits for an administrator. */
export function registerNoteMethods(run: Runner, clock: Clock): RegisterNoteMethods {
  const now = () => utcOf(clock.read().wallMs);
  return {
    noteIdentity: ({ dock, recorder, learned, changes }) =>
      run.write(async (transaction, log) => {
        const at = now();
        if (learned !== null && (await learn(transaction, recorder, learned, at))) {
          await log.append(learned.entry);
        }
        for (const { change, entry } of changes) {
          const { kind, known, found } = change;
          const isNew = await openAlert(transaction, { recorder, kind, dock, at, known, found });
          if (isNew) await log.append(entry);
        }
      }),
    noteRefusal: ({ dock, code, met, recorder, entry }) =>
      run.write(async (transaction, log) => {
        const at = now();
        const row = { dock, at, code, recorder, ...met };
        await transaction.insertInto('dock_refusal').values(row).execute();
        if (code === 'recorder-lost' && recorder !== null) {
          const alert = { recorder, kind: 'lost', dock, at, known: [], found: 'lost' } as const;
          await openAlert(transaction, alert);
        }
        await log.append(entry);
      }),
    refusal: (dock) =>
      run.read(async (db) => {
        const row = await selectRefusals(db).where('dock_refusal.dock', '=', dock).executeTakeFirst();
        return row === undefined ? null : refusedOf(row);
      }),
    refusals: (limit) =>
      run.read(async (db) => {
        const rows = await selectRefusals(db)
          .orderBy('dock_refusal.at', 'desc')
          .orderBy('dock_refusal.dock', 'desc')
          .limit(limit)
          .execute();
        return rows.map(refusedOf);
      }),
    openAlerts: (recorder, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('register_alert').selectAll().where('settled_at', 'is', null);
        if (recorder !== null) query = query.where(sql`upper(recorder)`, 'in', keysOf([recorder]));
        const rows = await query
          .orderBy('at')
          .orderBy('recorder')
          .orderBy('kind')
          .orderBy('found')
          .limit(limit)
          .execute();
        return rows.map(alertOf);
      }),
    alertPage: (after, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('register_alert')
          .selectAll()
          .select(PLACE.as('place'))
          .where(PLACE, '>', after)
          .orderBy(PLACE)
          .limit(limit)
          .execute();
        return rows.map((row) => ({
          ...alertOf(row),
          place: row.place,
          isSettled: row.settled_at !== null,
        }));
      }),
  };
}

/** Alerts are never removed, so that SQLite's own row number is their order. */
const PLACE = sql<number>`register_alert.rowid`;

/** Each with the medium and the path that its dock tells. */
function selectRefusals(db: Kysely<Tables>) {
  return db
    .selectFrom('dock_refusal')
    .innerJoin('dock', 'dock.id', 'dock_refusal.dock')
    .selectAll('dock_refusal')
    .select(['dock.path', 'dock.medium']);
}

/** Only the first of each: somebody may have entered one since the dock has looked. */
async function learn(
  transaction: Transaction<Tables>,
  recorder: RecorderNo,
  { serial, card }: { readonly serial: string | null; readonly card: string | null },
  at: UtcTime,
): Promise<boolean> {
  const knows = async (table: 'register_serial' | 'register_card') =>
    (await transaction
      .selectFrom(table)
      .select('recorder')
      .where('recorder', '=', recorder)
      .executeTakeFirst()) !== undefined;
  const isNewSerial = serial !== null && !(await knows('register_serial'));
  const isNewCard = card !== null && !(await knows('register_card'));
  if (isNewSerial) {
    await transaction.insertInto('register_serial').values({ recorder, serial, place: 0 }).execute();
  }
  if (isNewCard) {
    await transaction.insertInto('register_card').values({ recorder, card, place: 0 }).execute();
  }
  if (!isNewSerial && !isNewCard) return false;
  await transaction
    .updateTable('register_recorder')
    .set({ changed_at: at })
    .where('no', '=', recorder)
    .execute();
  return true;
}

/** @returns false when it is open already. */
async function openAlert(
  transaction: Transaction<Tables>,
  { known, ...alert }: RecorderAlert,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('register_alert')
    .values({ ...alert, known: JSON.stringify(known) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

function alertOf(row: Selectable<Tables['register_alert']>): RecorderAlert {
  return {
    recorder: row.recorder as RecorderNo,
    kind: row.kind as AlertKind,
    dock: row.dock as DockId,
    at: row.at as UtcTime,
    known: JSON.parse(row.known) as string[],
    found: row.found,
  };
}

function refusedOf(row: InferResult<ReturnType<typeof selectRefusals>>[number]): RefusedDock {
  return {
    dock: row.dock as DockId,
    path: row.path,
    at: row.at as UtcTime,
    code: row.code as ErrorCode,
    recorder: row.recorder as RecorderNo | null,
    met: {
      number: row.number as RecorderNo | null,
      model: row.model,
      label: row.label,
      serial: row.serial,
      card: row.card,
    },
    medium: row.medium === null ? null : (JSON.parse(row.medium) as Medium),
  };
}
