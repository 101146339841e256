import type { Kysely, Selectable } from 'kysely';
import type { CaseNo } from '../../evidence/case.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { Hold, HoldId, HoldState, HoldTarget } from '../../evidence/hold.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { HoldBook, HoldQuery } from '../../ports/hold-book.ts';
import { keepApprovalChange } from './approvals.ts';
import { needCase } from './cases.ts';
import { holdsInRange, liesOn, refuseLate } from './held-range.ts';
import { needRecording } from './recordings.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** Holds, and the one answer to whether anything is held. */
export function holdMethods(run: Runner): HoldBook {
  return {
    heldAmong: (recordings) =>
      run.read(async (db) => {
        const held = new Set<RecordingId>();
        for (const recording of recordings) {
          if (await isHeld(db, recording)) held.add(recording);
        }
        return held;
      }),
    hold: (id) => run.read(async (db) => (await readHolds(db, [id]))[0] ?? null),
    holds: (query) => run.read(async (db) => readHolds(db, await findHolds(db, query))),
    placeHold: (hold, entry, approvals = []) =>
      run.write(async (transaction, log) => {
        if (hold.target.kind === 'case') await needCase(transaction, hold.target.case);
        for (const recording of recordingsOf(hold.target)) {
          await needRecording(transaction, recording);
        }
        await transaction.insertInto('hold').values(rowOf(hold)).execute();
        for (const recording of recordingsOf(hold.target)) {
          await transaction.insertInto('hold_recording').values({ hold: hold.id, recording }).execute();
        }
        await refuseLate(transaction, ({ id }) => id === hold.id);
        await log.append(entry);
        for (const change of approvals) await keepApprovalChange(transaction, log, change);
      }),
    changeHold: (before, after, entry, approvals = []) =>
      run.write(async (transaction, log) => {
        const { numUpdatedRows } = await transaction
          .updateTable('hold')
          .set({
            state: after.state,
            owes_copy: after.owesOfflineCopy ? 1 : 0,
            released_at: after.releasedAt,
            approval: after.approval,
            changed_at: after.changedAt,
          })
          .where('id', '=', before.id)
          .where('changed_at', '=', before.changedAt)
          .where('state', '=', before.state)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows !== 1n) {
          throw new SealdockError('catalogue-busy', {
            about: before.id,
            found: 'somebody else has changed it meanwhile',
          });
        }
        for (const change of approvals) await keepApprovalChange(transaction, log, change);
        await log.append(entry);
      }),
  };
}

/** True when any hold lies on it, in whatever way. Inside a transaction it is the truth until that ends. */
export async function isHeld(db: Kysely<Tables>, recording: string): Promise<boolean> {
  const found = await holdsInRange(db, { first: recording, last: recording });
  return (found.get(recording)?.holding.length ?? 0) > 0;
}

function recordingsOf(target: HoldTarget): readonly RecordingId[] {
  if (target.kind === 'recording') return [target.recording];
  return target.kind === 'list' ? target.recordings : [];
}

async function findHolds(db: Kysely<Tables>, query: HoldQuery): Promise<readonly string[]> {
  const { states, recording, owesOfflineCopy, after, limit } = query;
  let select = db.selectFrom('hold').select('id').orderBy('id').limit(limit);
  if (after !== null) select = select.where('id', '>', after);
  if (states !== null) select = select.where('state', 'in', states);
  if (owesOfflineCopy !== null) select = select.where('owes_copy', '=', owesOfflineCopy ? 1 : 0);
  if (recording !== null) select = select.where(liesOn(recording));
  return (await select.execute()).map(({ id }) => id);
}

function rowOf(hold: Hold): Selectable<Tables['hold']> {
  const { target } = hold;
  return {
    id: hold.id,
    kind: target.kind,
    case_no: target.kind === 'case' ? target.case : null,
    party: target.kind === 'party' ? target.party : null,
    query: target.kind === 'list' ? target.query : null,
    ground: hold.ground,
    clause: hold.clause,
    text: hold.text,
    state: hold.state,
    restarts: hold.restarts ? 1 : 0,
    owes_copy: hold.owesOfflineCopy ? 1 : 0,
    placed_by: hold.placedBy,
    placed_at: hold.placedAt,
    released_at: hold.releasedAt,
    approval: hold.approval,
    changed_at: hold.changedAt,
  };
}

async function readHolds(db: Kysely<Tables>, ids: readonly string[]): Promise<readonly Hold[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('hold').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const lists = await db
    .selectFrom('hold_recording')
    .selectAll()
    .where('hold', 'in', ids)
    .orderBy('hold')
    .orderBy('recording')
    .execute();
  const byHold = Map.groupBy(lists, ({ hold }) => hold);
  return rows.map((row) => ({
    id: row.id as HoldId,
    target: targetOf(
      row,
      (byHold.get(row.id) ?? []).map(({ recording }) => recording as RecordingId),
    ),
    ground: row.ground,
    clause: row.clause,
    text: row.text,
    state: row.state as HoldState,
    restarts: row.restarts === 1,
    owesOfflineCopy: row.owes_copy === 1,
    placedBy: row.placed_by,
    placedAt: row.placed_at as UtcTime,
    releasedAt: row.released_at as UtcTime | null,
    approval: row.approval,
    changedAt: row.changed_at as UtcTime,
  }));
}

function targetOf(row: Selectable<Tables['hold']>, recordings: readonly RecordingId[]): HoldTarget {
  const [recording] = recordings;
  if (row.case_no !== null) return { kind: 'case', case: row.case_no as CaseNo };
  if (row.party !== null) return { kind: 'party', party: row.party };
  if (row.kind === 'recording' && recording !== undefined) return { kind: 'recording', recording };
  return { kind: 'list', query: row.query ?? '', recordings };
}
