import type { Selectable, Transaction } from 'kysely';
import type { Sha256 } from '../../evidence/digest.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { StaffId } from '../../evidence/staff.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SignInAttempts, StaffBook, StaffSession } from '../../ports/staff-book.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

type SessionMethods = Pick<
  StaffBook,
  'attempts' | 'keepSignIn' | 'session' | 'sessionsPage' | 'touchSession' | 'endSession'
>;

/** Who is signed in, and how often somebody has tried in vain. */
export function staffSessionMethods(run: Runner, clock: Clock): SessionMethods {
  return {
    attempts: (key) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('staff_attempt')
          .selectAll()
          .where('key', '=', key)
          .executeTakeFirst();
        if (row === undefined) return null;
        return {
          key,
          failures: row.failures,
          lockedUntil: row.locked_until as UtcTime | null,
          changedAt: row.changed_at as UtcTime,
        };
      }),
    keepSignIn: ({ before, after, session, entries }) =>
      run.write(async (transaction, log) => {
        await keepAttempts(transaction, before, after);
        if (session !== null) {
          const { digest, staff, startedAt, expiresAt, seenAt } = session;
          await transaction
            .insertInto('staff_session')
            .values({
              digest,
              staff,
              started_at: startedAt,
              expires_at: expiresAt,
              seen_at: seenAt,
              ended_at: null,
            })
            .execute();
        }
        for (const entry of entries) await log.append(entry);
      }),
    session: (digest) =>
      run.read(async (db) => {
        const row = await db
          .selectFrom('staff_session')
          .selectAll()
          .where('digest', '=', digest)
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        return row === undefined ? null : sessionOf(row);
      }),
    sessionsPage: (after, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('staff_session').selectAll().where('ended_at', 'is', null);
        if (after !== null) query = query.where('digest', '>', after);
        return (await query.orderBy('digest').limit(limit).execute()).map(sessionOf);
      }),
    touchSession: (digest, at) =>
      run.write(async (transaction) => {
        await transaction
          .updateTable('staff_session')
          .set({ seen_at: at })
          .where('digest', '=', digest)
          .where('ended_at', 'is', null)
          .execute();
      }),
    endSession: (digest, entry) =>
      run.write(async (transaction, log) => {
        const { numUpdatedRows } = await transaction
          .updateTable('staff_session')
          .set({ ended_at: utcOf(clock.read().wallMs) })
          .where('digest', '=', digest)
          .where('ended_at', 'is', null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 1n) await log.append(entry);
      }),
  };
}

export async function endSessionsOf(
  transaction: Transaction<Tables>,
  staff: StaffId,
  at: UtcTime,
): Promise<void> {
  await transaction
    .updateTable('staff_session')
    .set({ ended_at: at })
    .where('staff', '=', staff)
    .where('ended_at', 'is', null)
    .execute();
}

/** Sign-ins that are tried at the same time are counted one after the other, so that none goes uncounted. */
async function keepAttempts(
  transaction: Transaction<Tables>,
  before: SignInAttempts | null,
  { key, failures, lockedUntil, changedAt }: SignInAttempts,
): Promise<void> {
  const values = { failures, locked_until: lockedUntil, changed_at: changedAt };
  const isKept =
    before === null
      ? (
          await transaction
            .insertInto('staff_attempt')
            .values({ key, ...values })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirstOrThrow()
        ).numInsertedOrUpdatedRows === 1n
      : (
          await transaction
            .updateTable('staff_attempt')
            .set(values)
            .where('key', '=', key)
            .where('changed_at', '=', before.changedAt)
            .executeTakeFirstOrThrow()
        ).numUpdatedRows === 1n;
  if (isKept) return;
  throw new SealdockError('catalogue-busy', { found: 'another sign-in was counted meanwhile' });
}

function sessionOf(row: Selectable<Tables['staff_session']>): StaffSession {
  return {
    digest: row.digest as Sha256,
    staff: row.staff as StaffId,
    startedAt: row.started_at as UtcTime,
    expiresAt: row.expires_at as UtcTime,
    seenAt: row.seen_at as UtcTime,
  };
}
