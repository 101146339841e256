import type { Kysely, Selectable, Transaction } from 'kysely';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type { Case, CaseNo, EnforcementType } from '../../evidence/case.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import { parsePeriod, periodText } from '../../evidence/period.ts';
import type { CaseBook, CaseChange, CaseLink } from '../../ports/case-book.ts';
import { beingDestroyed, refuseHeldParty, refuseLate, refuseUnheld } from './held-range.ts';
import { needRecording } from './recordings.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** Cases, their parties, and what is linked to them. */
export function caseMethods(run: Runner): CaseBook {
  return {
    caseOf: (no) => run.read(async (db) => (await readCases(db, [no]))[0] ?? null),
    cases: (after, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('case_file').select('no').orderBy('no').limit(limit);
        if (after !== null) query = query.where('no', '>', after);
        return readCases(
          db,
          (await query.execute()).map(({ no }) => no),
        );
      }),
    casesOfParty: (party, limit) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('case_party')
          .select('case_no')
          .distinct()
          .where('name', '=', party)
          .orderBy('case_no')
          .limit(limit)
          .execute();
        return readCases(
          db,
          rows.map(({ case_no }) => case_no),
        );
      }),
    keepCase: (change) =>
      run.write(async (transaction, log) => {
        await keepRow(transaction, change);
        await keepParties(transaction, change.after);
        await log.append(change.entry);
      }),
    linksOf: (recording) =>
      run.read(async (db) => {
        const rows = await db
          .selectFrom('case_link')
          .selectAll()
          .where('recording', '=', recording)
          .orderBy('case_no')
          .execute();
        return rows.map(linkOf);
      }),
    linked: (no, after, limit) =>
      run.read(async (db) => {
        let query = db.selectFrom('case_link').selectAll().where('case_no', '=', no);
        if (after !== null) query = query.where('recording', '>', after);
        return (await query.orderBy('recording').limit(limit).execute()).map(linkOf);
      }),
    link: ({ case: case_no, recording, isEvidence }, entry) =>
      run.write(async (transaction, log) => {
        await needCase(transaction, case_no);
        await needRecording(transaction, recording);
        const evidence = isEvidence ? 1 : 0;
        await transaction
          .insertInto('case_link')
          .values({ case_no, recording, evidence })
          .onConflict((conflict) => conflict.columns(['recording', 'case_no']).doUpdateSet({ evidence }))
          .execute();
        await refuseLate(transaction, (_, going) => going === recording);
        await log.append(entry);
      }),
    removeLink: ({ case: case_no, recording }, entry) =>
      run.write(async (transaction, log) => {
        await refuseUnheld(transaction, recording, async () => {
          const { numDeletedRows } = await transaction
            .deleteFrom('case_link')
            .where('case_no', '=', case_no)
            .where('recording', '=', recording)
            .executeTakeFirstOrThrow();
          if (numDeletedRows !== 1n) {
            throw new SealdockError('case-unknown', { about: `${case_no}, ${recording}` });
          }
        });
        await log.append(entry);
      }),
  };
}

export async function needCase(transaction: Transaction<Tables>, no: string): Promise<void> {
  const row = await transaction.selectFrom('case_file').select('no').where('no', '=', no).executeTakeFirst();
  if (row === undefined) throw new SealdockError('case-unknown', { about: no });
}

/** Another process may have changed the row since it was read: then nothing is overwritten. */
async function keepRow(transaction: Transaction<Tables>, { before, after }: CaseChange): Promise<void> {
  const row = {
    no: after.no,
    enforcement: after.enforcement,
    cause: after.cause,
    opened_on: after.openedOn,
    concluded_on: after.concludedOn,
    closed_on: after.closedOn,
    state: after.state,
    file_period: after.filePeriod === null ? null : periodText(after.filePeriod),
    changed_at: after.changedAt,
  };
  if (before === null) {
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('case_file')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows !== 1n) throw new SealdockError('case-known', { about: after.no });
    return;
  }
  const { numUpdatedRows } = await transaction
    .updateTable('case_file')
    .set(row)
    .where('no', '=', after.no)
    .where('changed_at', '=', before.changedAt)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) {
    throw new SealdockError('catalogue-busy', {
      about: after.no,
      found: 'somebody else has changed it meanwhile',
    });
  }
}

/** A party that is struck takes no hold with it, and one that is added may bring one. */
async function keepParties(
  transaction: Transaction<Tables>,
  { no: case_no, parties }: Pick<Case, 'no' | 'parties'>,
): Promise<void> {
  const known = await transaction
    .selectFrom('case_party')
    .select('name')
    .where('case_no', '=', case_no)
    .execute();
  for (const { name } of known) {
    if (!parties.includes(name)) await refuseHeldParty(transaction, name);
  }
  await transaction.deleteFrom('case_party').where('case_no', '=', case_no).execute();
  for (const [place, name] of parties.entries()) {
    await transaction.insertInto('case_party').values({ case_no, place, name }).execute();
  }
  const going = await beingDestroyed(transaction);
  if (going.length === 0) return;
  const rows = await transaction
    .selectFrom('case_link')
    .select('recording')
    .where('case_no', '=', case_no)
    .where('recording', 'in', going)
    .execute();
  const linked = new Set(rows.map(({ recording }) => recording));
  await refuseLate(transaction, ({ through }, late) => through === 'party' && linked.has(late));
}

async function readCases(db: Kysely<Tables>, numbers: readonly string[]): Promise<readonly Case[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .selectFrom('case_file')
    .selectAll()
    .where('no', 'in', numbers)
    .orderBy('no')
    .execute();
  const parties = await db
    .selectFrom('case_party')
    .selectAll()
    .where('case_no', 'in', numbers)
    .orderBy('case_no')
    .orderBy('place')
    .execute();
  const byCase = Map.groupBy(parties, ({ case_no }) => case_no);
  return rows.map((row) => ({
    no: row.no as CaseNo,
    enforcement: row.enforcement as EnforcementType | null,
    cause: row.cause,
    parties: (byCase.get(row.no) ?? []).map(({ name }) => name),
    openedOn: row.opened_on as CalendarDate | null,
    concludedOn: row.concluded_on as CalendarDate | null,
    closedOn: row.closed_on as CalendarDate | null,
    state: row.state as Case['state'],
    filePeriod: row.file_period === null ? null : parsePeriod(row.file_period),
    changedAt: row.changed_at,
  }));
}

function linkOf({ case_no, recording, evidence }: Selectable<Tables['case_link']>): CaseLink {
  return { case: case_no as CaseNo, recording: recording as RecordingId, isEvidence: evidence === 1 };
}
