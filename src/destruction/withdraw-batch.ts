import type { ApprovalRequest } from '../evidence/approval.ts';
import type { Batch, BatchId } from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import { type Role, roleAmong } from '../evidence/staff.ts';
import { laterThan, type UtcTime } from '../evidence/time.ts';
import type { ApprovalBook, ApprovalChange } from '../ports/approval-book.ts';
import type { DestructionLedger } from '../ports/destruction-ledger.ts';
import { type ActingPerson, inRole } from '../staff/acting-person.ts';
import { batchDraft } from './batch-drafts.ts';

/**
 * Takes a batch back at any time before its execution; it costs nothing, because nothing has been moved, and what is
 * still due is proposed again. A custodian may, and whoever may decide on it.
 * @throws SealdockError `batch-unknown`, `state-differs`, `role-missing`.
 */
export async function withdrawBatch(
  catalog: Pick<DestructionLedger, 'batch' | 'changeBatch'> & Pick<ApprovalBook, 'approval'>,
  id: BatchId,
  { reason, now }: { readonly reason: string; readonly now: UtcTime },
  by: ActingPerson,
): Promise<Batch> {
  const batch = await catalog.batch(id);
  if (batch === null) throw new SealdockError('batch-unknown', { about: id });
  if (!WITHDRAWABLE.includes(batch.state)) {
    throw new SealdockError('state-differs', {
      about: id,
      expected: WITHDRAWABLE.join(', '),
      found: batch.state,
    });
  }
  const approval = batch.approval === null ? null : await catalog.approval(batch.approval);
  const may: readonly Role[] = ['custodian', ...(approval?.steps.map(({ role }) => role) ?? [])];
  const role = roleAmong(by.person, may);
  if (role === null)
    throw new SealdockError('role-missing', { about: by.person.id, expected: may.join(', ') });
  const after: Batch = {
    ...batch,
    state: 'withdrawn',
    endedAt: now,
    changedAt: laterThan(batch.changedAt, now),
  };
  const acting = inRole(by, role);
  const approvals = approval === null ? [] : endOf(approval, reason, acting);
  const entry = batchDraft('batch.withdrawn', batch, after, acting.actor, { reason });
  await catalog.changeBatch({ before: batch, after, item: null, approvals, entry });
  return after;
}

const WITHDRAWABLE: readonly Batch['state'][] = ['draft', 'appraising', 'approved'];

function endOf(before: ApprovalRequest, reason: string, by: ActingPerson): readonly ApprovalChange[] {
  if (before.state !== 'open' && before.state !== 'approved') return [];
  const after: ApprovalRequest = {
    ...before,
    state: 'withdrawn',
    changedAt: laterThan(before.changedAt, by.at),
  };
  const object = { kind: 'approval', id: before.id } as const;
  const entry = {
    act: 'approval.withdrawn',
    actor: by.actor,
    object,
    reason,
    before: before.state,
    after: after.state,
    detail: { withBatch: before.subject.id },
  } as const;
  return [{ before, after, entry }];
}
