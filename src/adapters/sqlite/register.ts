import type { Kysely, Selectable, Transaction } from 'kysely';
import { SealdockError } from '../../evidence/errors.ts';
import type { OfficerNo, RecorderNo } from '../../evidence/ids.ts';
import type { RecorderState, RegisteredRecorder } from '../../evidence/registered-recorder.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Register, RegisterChange } from '../../ports/register.ts';
import { CANDIDATES_LIMIT } from '../../ports/register.ts';
import { keysOf, NUMBER_KEY } from './numbers.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

type RegisterMethods = Pick<Register, 'registered' | 'registeredPage' | 'candidates' | 'keepRecorders'>;

/** The register of recorders, with their serials, cards and assignments. */
export function registerMethods(run: Runner, clock: Clock): RegisterMethods {
  return {
    registered: (no) =>
      run.read(async (db) => {
        const found = await readRecorders(db, await spelledAs(db, [no]));
        return found.find((each) => each.no === no) ?? found[0] ?? null;
      }),
    registeredPage: (after, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('register_recorder').select('no').orderBy('no').limit(limit);
        if (after !== null) query = query.where('no', '>', after);
        const rows = await query.execute();
        return readRecorders(
          db,
          rows.map(({ no }) => no),
        );
      }),
    candidates: ({ numbers, serial, card }) =>
      run.read(async (db) => {
        const bySerial = await db
          .selectFrom('register_serial')
          .select('recorder')
          .where('serial', '=', serial)
          .orderBy('recorder')
          .limit(CANDIDATES_LIMIT)
          .execute();
        const byCard = await db
          .selectFrom('register_card')
          .select('recorder')
          .where('card', '=', card)
          .orderBy('recorder')
          .limit(CANDIDATES_LIMIT)
          .execute();
        const named = await spelledAs(db, numbers);
        const found = [...named, ...[...bySerial, ...byCard].map(({ recorder }) => recorder)];
        return readRecorders(db, [...new Set(found)]);
      }),
    keepRecorders: (changes) =>
      run.write(async (transaction, log) => {
        const now = utcOf(clock.read().wallMs);
        for (const change of changes) {
          await keepRow(transaction, change);
          await keepParts(transaction, change.after);
          if (change.settles.length > 0) {
            await transaction
              .updateTable('register_alert')
              .set({ settled_at: now })
              .where('recorder', '=', change.after.no)
              .where('kind', 'in', change.settles)
              .where('settled_at', 'is', null)
              .execute();
          }
          await log.append(change.entry);
        }
      }),
  };
}

/** Another process may have changed the row since it was read: then nothing is overwritten. */
async function keepRow(transaction: Transaction<Tables>, { before, after }: RegisterChange): Promise<void> {
  const { no, model, unit, asset, state, note, registeredAt, changedAt } = after;
  const row = { no, model, unit, asset, state, note, registered_at: registeredAt, changed_at: changedAt };
  if (before === null) {
    if ((await spelledAs(transaction, [no])).length > 0)
      throw new SealdockError('recorder-known', { about: no });
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('register_recorder')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) throw new SealdockError('recorder-known', { about: no });
    return;
  }
  const { numUpdatedRows } = await transaction
    .updateTable('register_recorder')
    .set(row)
    .where('no', '=', no)
    .where('changed_at', '=', before.changedAt)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) {
    const found = 'somebody else has changed this recorder meanwhile';
    throw new SealdockError('catalogue-busy', { about: no, found });
  }
}

async function keepParts(transaction: Transaction<Tables>, after: RegisteredRecorder): Promise<void> {
  const { no: recorder, serials, cards, assignments } = after;
  await transaction.deleteFrom('register_serial').where('recorder', '=', recorder).execute();
  await transaction.deleteFrom('register_card').where('recorder', '=', recorder).execute();
  for (const [place, serial] of serials.entries()) {
    await transaction.insertInto('register_serial').values({ recorder, serial, place }).execute();
  }
  for (const [place, card] of cards.entries()) {
    await transaction.insertInto('register_card').values({ recorder, card, place }).execute();
  }
  for (const { officer, from, until } of assignments) {
    await transaction
      .insertInto('register_assignment')
      .values({ recorder, officer, from_at: from, until_at: until })
      .onConflict((conflict) =>
        conflict.columns(['recorder', 'from_at']).doUpdateSet({ officer, until_at: until }),
      )
      .execute();
  }
}

/** The registered numbers that are one of these in another case, or the same. */
async function spelledAs(db: Kysely<Tables>, numbers: readonly string[]): Promise<readonly string[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .selectFrom('register_recorder')
    .select('no')
    .where(NUMBER_KEY, 'in', keysOf(numbers))
    .execute();
  return rows.map(({ no }) => no);
}

/** As many as there are of these, in the order of numbers. */
async function readRecorders(
  db: Kysely<Tables>,
  numbers: readonly string[],
): Promise<readonly RegisteredRecorder[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .selectFrom('register_recorder')
    .selectAll()
    .where('no', 'in', numbers)
    .orderBy('no')
    .execute();
  const serials = await db
    .selectFrom('register_serial')
    .selectAll()
    .where('recorder', 'in', numbers)
    .orderBy('recorder')
    .orderBy('place')
    .execute();
  const cards = await db
    .selectFrom('register_card')
    .selectAll()
    .where('recorder', 'in', numbers)
    .orderBy('recorder')
    .orderBy('place')
    .execute();
  const assignments = await db
    .selectFrom('register_assignment')
    .selectAll()
    .where('recorder', 'in', numbers)
    .orderBy('recorder')
    .orderBy('from_at')
    .execute();
  const [serialsOf, cardsOf, assignmentsOf] = [
    byRecorder(serials),
    byRecorder(cards),
    byRecorder(assignments),
  ];
  return rows.map((row) => ({
    no: row.no as RecorderNo,
    model: row.model,
    serials: serialsOf(row.no).map(({ serial }) => serial),
    cards: cardsOf(row.no).map(({ card }) => card),
    unit: row.unit,
    asset: row.asset,
    state: row.state as RecorderState,
    note: row.note,
    registeredAt: row.registered_at as UtcTime,
    changedAt: row.changed_at as UtcTime,
    assignments: assignmentsOf(row.no).map(assignmentOf),
  }));
}

function byRecorder<Row extends { readonly recorder: string }>(
  rows: readonly Row[],
): (recorder: string) => readonly Row[] {
  const groups = Map.groupBy(rows, ({ recorder }) => recorder);
  return (recorder) => groups.get(recorder) ?? [];
}

function assignmentOf(
  row: Selectable<Tables['register_assignment']>,
): RegisteredRecorder['assignments'][number] {
  return {
    officer: row.officer as OfficerNo,
    from: row.from_at as UtcTime,
    until: row.until_at as UtcTime | null,
  };
}
