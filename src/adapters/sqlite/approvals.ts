import type { Kysely, Selectable, Transaction } from 'kysely';
import type {
  ApprovalDecision,
  ApprovalId,
  ApprovalKind,
  ApprovalRequest,
  ApprovalState,
  ApprovalStep,
} from '../../evidence/approval.ts';
import type { Sha256 } from '../../evidence/digest.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { Role, StaffId } from '../../evidence/staff.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { ApprovalBook, ApprovalChange } from '../../ports/approval-book.ts';
import type { EntryWriter } from './entry-writer.ts';
import type { Runner } from './runner.ts';
import type { Tables } from './tables.ts';

/** Requests, their steps and what was decided. */
export function approvalMethods(run: Runner): ApprovalBook {
  return {
    approval: (id) => run.read(async (db) => (await readApprovals(db, [id]))[0] ?? null),
    approvals: ({ state, kind, subject, after, limit }) =>
      run.read(async (db) => {
        let query = db.selectFrom('approval').select('id');
        if (state !== null) query = query.where('state', '=', state);
        if (kind !== null) query = query.where('kind', '=', kind);
        if (subject !== null) {
          query = query.where('subject_kind', '=', subject.kind).where('subject_id', '=', subject.id);
        }
        if (after !== null) query = query.where('id', '>', after);
        const rows = await query.orderBy('id').limit(limit).execute();
        return readApprovals(
          db,
          rows.map(({ id }) => id),
        );
      }),
    keepApproval: (change) => run.write((transaction, log) => keepApprovalChange(transaction, log, change)),
  };
}

/** Also inside the transaction of what was approved: a request and its execution stand or fall together. */
export async function keepApprovalChange(
  transaction: Transaction<Tables>,
  log: EntryWriter,
  { before, after, entry }: ApprovalChange,
): Promise<void> {
  const { id, state, changedAt } = after;
  if (before === null) await insertRequest(transaction, after);
  else {
    const { numUpdatedRows } = await transaction
      .updateTable('approval')
      .set({ state, changed_at: changedAt })
      .where('id', '=', id)
      .where('changed_at', '=', before.changedAt)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows !== 1n) {
      const found = 'somebody else has changed this request meanwhile';
      throw new SealdockError('catalogue-busy', { about: id, found });
    }
  }
  for (const decision of after.decisions.slice(before?.decisions.length ?? 0)) {
    const { step, by, role, reason, at } = decision;
    await transaction
      .insertInto('approval_decision')
      .values({ approval: id, step, staff: by, role, decision: decision.decision, reason, at })
      .execute();
  }
  await log.append(entry);
}

async function insertRequest(transaction: Transaction<Tables>, request: ApprovalRequest): Promise<void> {
  await transaction
    .insertInto('approval')
    .values({
      id: request.id,
      kind: request.kind,
      subject_kind: request.subject.kind,
      subject_id: request.subject.id,
      requested_by: request.requestedBy,
      requested_at: request.requestedAt,
      reason: request.reason,
      content: request.content,
      content_sha256: request.contentSha256,
      steps: JSON.stringify(request.steps),
      state: request.state,
      changed_at: request.changedAt,
    })
    .execute();
}

/** As many as there are of these, in the order of ids, which is that of time. */
async function readApprovals(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<readonly ApprovalRequest[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('approval').selectAll().where('id', 'in', ids).orderBy('id').execute();
  const decisions = await db
    .selectFrom('approval_decision')
    .selectAll()
    .where('approval', 'in', ids)
    .orderBy('approval')
    .orderBy('step')
    .execute();
  const decisionsOf = Map.groupBy(decisions, ({ approval }) => approval);
  return rows.map((row) => requestOf(row, decisionsOf.get(row.id) ?? []));
}

function requestOf(
  row: Selectable<Tables['approval']>,
  decisions: readonly Selectable<Tables['approval_decision']>[],
): ApprovalRequest {
  return {
    id: row.id as ApprovalId,
    kind: row.kind as ApprovalKind,
    subject: { kind: row.subject_kind, id: row.subject_id },
    requestedBy: row.requested_by as StaffId,
    requestedAt: row.requested_at as UtcTime,
    reason: row.reason,
    content: row.content,
    contentSha256: row.content_sha256 as Sha256,
    steps: JSON.parse(row.steps) as readonly ApprovalStep[],
    decisions: decisions.map((each) => ({
      step: each.step,
      by: each.staff as StaffId,
      role: each.role as Role,
      decision: each.decision as ApprovalDecision['decision'],
      reason: each.reason,
      at: each.at as UtcTime,
    })),
    state: row.state as ApprovalState,
    changedAt: row.changed_at as UtcTime,
  };
}
