import type { Kysely, Selectable, Transaction } from 'kysely';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { type Person, type PersonState, ROLES, type Role, type StaffId } from '../../evidence/staff.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StaffBook, StaffChange } from '../../ports/staff-book.ts';
import type { Runner } from './runner.ts';
import { endSessionsOf } from './staff-sessions.ts';
import type { Tables } from './tables.ts';

type StaffMethods = Pick<
  StaffBook,
  'person' | 'peoplePage' | 'personWithCertificate' | 'password' | 'keepPerson'
>;

/** People, their roles and what proves their passwords. */
export function staffMethods(run: Runner, clock: Clock): StaffMethods {
  return {
    person: (id) => run.read(async (db) => (await readPeople(db, [id]))[0] ?? null),
    peoplePage: (after, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('staff').select('id').orderBy('id').limit(limit);
        if (after !== null) query = query.where('id', '>', after);
        const rows = await query.execute();
        return readPeople(
          db,
          rows.map(({ id }) => id),
        );
      }),
    personWithCertificate: (certificate) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('staff')
          .select('id')
          .where('certificate', '=', certificate)
          .executeTakeFirst();
        return row === undefined ? null : ((await readPeople(db, [row.id]))[0] ?? null);
      }),
    password: (id) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('staff_password')
          .selectAll()
          .where('staff', '=', id)
          .executeTakeFirst();
        if (row === undefined) return null;
        return { hash: row.hash, setAt: row.set_at as UtcTime, mustChange: row.must_change === 1 };
      }),
    keepPerson: (change) =>
      run.write(async (transaction, log) => {
        if (change.isFirst) await refuseSecond(transaction, change);
        await refuseKnown(transaction, change);
        await keepRow(transaction, change);
        await keepRoles(transaction, change.after);
        await keepPassword(transaction, change);
        await refuseNobodyLeft(transaction, change);
        if (change.endsSessions)
          await endSessionsOf(transaction, change.after.id, utcOf(clock.read().wallMs));
        await log.append(change.entry);
      }),
  };
}

async function refuseSecond(transaction: Transaction<Tables>, { after }: StaffChange): Promise<void> {
  const row = await transaction.selectFrom('staff').select('id').limit(1).executeTakeFirst();
  if (row !== undefined) throw new SealdockError('staff-present', { about: after.id });
}

async function refuseKnown(transaction: Transaction<Tables>, { before, after }: StaffChange): Promise<void> {
  const { id, certificate } = after;
  const same = await transaction
    .selectFrom('staff')
    .select('id')
    .where('certificate', '=', certificate)
    .where('id', '<>', id)
    .executeTakeFirst();
  if (same !== undefined) throw new SealdockError('staff-known', { about: certificate ?? id });
  if (before !== null) return;
  const known = await transaction.selectFrom('staff').select('id').where('id', '=', id).executeTakeFirst();
  if (known !== undefined) throw new SealdockError('staff-known', { about: id });
}

/** Another process may have changed the row since it was read: then nothing is overwritten. */
async function keepRow(transaction: Transaction<Tables>, { before, after }: StaffChange): Promise<void> {
  const { id, name, certificate, unit, inPost, qualified, state, createdAt, changedAt } = after;
  const row = {
    id,
    name,
    certificate,
    unit,
    in_post_from: inPost.from,
    in_post_until: inPost.until,
    qualified_from: qualified?.from ?? null,
    qualified_until: qualified?.until ?? null,
    state,
    created_at: createdAt,
    changed_at: changedAt,
  };
  if (before === null) {
    await transaction.insertInto('staff').values(row).execute();
    return;
  }
  const { numUpdatedRows } = await transaction
    .updateTable('staff')
    .set(row)
    .where('id', '=', id)
    .where('changed_at', '=', before.changedAt)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) {
    const found = 'somebody else has changed this person meanwhile';
    throw new SealdockError('catalogue-busy', { about: id, found });
  }
}

async function keepRoles(transaction: Transaction<Tables>, { id: staff, roles }: Person): Promise<void> {
  await transaction.deleteFrom('staff_role').where('staff', '=', staff).execute();
  for (const role of roles) await transaction.insertInto('staff_role').values({ staff, role }).execute();
}

async function keepPassword(
  transaction: Transaction<Tables>,
  { after, password }: StaffChange,
): Promise<void> {
  if (password === null) return;
  const values = {
    hash: password.hash,
    set_at: password.setAt,
    must_change: password.mustChange ? 1 : 0,
  };
  await transaction
    .insertInto('staff_password')
    .values({ staff: after.id, ...values })
    .onConflict((conflict) => conflict.column('staff').doUpdateSet(values))
    .execute();
}

/** Two who suspend each other at the same moment are seen here, and nowhere else. */
async function refuseNobodyLeft(transaction: Transaction<Tables>, { after }: StaffChange): Promise<void> {
  const left = await transaction
    .selectFrom('staff')
    .innerJoin('staff_role', 'staff_role.staff', 'staff.id')
    .select('staff.id')
    .where('staff_role.role', '=', 'security-admin' satisfies Role)
    .where('staff.state', '=', 'active' satisfies PersonState)
    .where('staff.in_post_until', 'is', null)
    .limit(1)
    .executeTakeFirst();
  if (left === undefined) throw new SealdockError('last-security-admin', { about: after.id });
}

/** As many as there are of these, in the order of accounts. */
async function readPeople(db: Kysely<Tables>, ids: readonly string[]): Promise<readonly Person[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('staff').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const roles = await db.selectFrom('staff_role').selectAll().where('staff', 'in', ids).execute();
  const rolesOf = Map.groupBy(roles, ({ staff }) => staff);
  return rows.map((row) => personOf(row, new Set(rolesOf.get(row.id)?.map(({ role }) => role))));
}

function personOf(row: Selectable<Tables['staff']>, roles: ReadonlySet<string>): Person {
  return {
    id: row.id as StaffId,
    name: row.name,
    certificate: row.certificate,
    unit: row.unit,
    inPost: {
      from: row.in_post_from as CalendarDate,
      until: row.in_post_until as CalendarDate | null,
    },
    qualified:
      row.qualified_from === null
        ? null
        : {
            from: row.qualified_from as CalendarDate,
            until: row.qualified_until as CalendarDate | null,
          },
    roles: ROLES.filter((role) => roles.has(role)),
    state: row.state as PersonState,
    createdAt: row.created_at as UtcTime,
    changedAt: row.changed_at as UtcTime,
  };
}
