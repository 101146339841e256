import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import type { Batch, BatchId } from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import { epochMsOf, laterThan, type UtcTime, utcOf } from '../evidence/time.ts';
import type { ApprovalBook } from '../ports/approval-book.ts';
import type { DestructionLedger } from '../ports/destruction-ledger.ts';
import { coolingOffDaysOf } from './batch-content.ts';
import { batchDraft } from './batch-drafts.ts';

const DAY_MS = 86_400_000;

interface Ports {
  readonly catalog: Pick<DestructionLedger, 'batch' | 'changeBatch'> & Pick<ApprovalBook, 'approval'>;
}

/**
 * Brings a batch to where its approval is. Cooling off begins when this is noticed, by the retention clock: nobody's
 * clock can make it begin earlier. Called by whoever looks at the batch, and by every sweep; the result is the same.
 * @throws SealdockError `batch-unknown`.
 */
export async function settleBatch({ catalog }: Ports, id: BatchId, now: UtcTime): Promise<Batch> {
  const batch = await catalog.batch(id);
  if (batch === null) throw new SealdockError('batch-unknown', { about: id });
  if (batch.state !== 'appraising' || batch.approval === null) return batch;
  const approval = await catalog.approval(batch.approval);
  if (approval?.state !== 'approved' && approval?.state !== 'refused' && approval?.state !== 'withdrawn')
    return batch;
  const isApproved = approval.state === 'approved';
  const changedAt = laterThan(batch.changedAt, now);
  const after: Batch = isApproved
    ? {
        ...batch,
        state: 'approved',
        approvedAt: now,
        executeAfter: utcOf(epochMsOf(now) + coolingOffDaysOf(approval.content) * DAY_MS),
        changedAt,
      }
    : { ...batch, state: approval.state === 'refused' ? 'refused' : 'withdrawn', endedAt: now, changedAt };
  const act = isApproved
    ? 'batch.approved'
    : after.state === 'refused'
      ? ('batch.refused' as const)
      : ('batch.withdrawn' as const);
  const reason = approval.decisions.at(-1)?.reason ?? null;
  const detail = { approval: batch.approval, executeAfter: after.executeAfter };
  const entry = batchDraft(act, batch, after, SYSTEM_ACTOR, { reason, detail });
  await catalog.changeBatch({ before: batch, after, item: null, approvals: [], entry });
  return after;
}
