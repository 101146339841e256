import type { ApprovalId, ApprovalStep } from '../evidence/approval.ts';
import type { Batch, BatchId } from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import { roleAmong } from '../evidence/staff.ts';
import { laterThan, type UtcTime } from '../evidence/time.ts';
import type { DestructionLedger } from '../ports/destruction-ledger.ts';
import type { Policy } from '../retention/policy.ts';
import { type ActingPerson, inRole } from '../staff/acting-person.ts';
import { requestApproval } from '../staff/approvals.ts';
import { batchContent, type ListFacts } from './batch-content.ts';
import { batchDraft } from './batch-drafts.ts';
import { digestList } from './read-list.ts';

export interface SubmitFacts {
  /** By the retention clock. */
  readonly now: UtcTime;
  readonly approval: ApprovalId;
  readonly reason: string;
  /** In force for the batch. */
  readonly policy: Pick<Policy, 'version' | 'destruction'>;
}

/**
 * A custodian proposes the draft as it is: its list is fixed by its digest, and goes to those whom the policy names, who
 * are other people (RULES C31). Cooling off is part of what they approve.
 * @throws SealdockError `batch-unknown`, `state-differs` when it is no draft or holds nothing, `role-missing`;
 * `policy-silent` where the policy says neither who decides nor how long it cools off.
 */
export async function submitBatch(
  catalog: Pick<DestructionLedger, 'batch' | 'changeBatch' | 'items'>,
  id: BatchId,
  { now, approval, reason, policy }: SubmitFacts,
  by: ActingPerson,
): Promise<Batch> {
  const role = roleAmong(by.person, ['custodian']);
  if (role === null) throw new SealdockError('role-missing', { about: by.person.id, expected: 'custodian' });
  const batch = await draftFor(catalog, id);
  const { steps, coolingOffDays } = ruled(policy);
  const list = await digestList(catalog, id);
  if (list.items === 0) throw new SealdockError('state-differs', { about: id, found: 'an empty list' });
  const actor = inRole(by, role);
  const fixed: Batch = {
    ...batch,
    state: 'appraising',
    policyVersion: policy.version,
    contentSha256: list.sha256,
    approval,
    proposedBy: by.person.id,
    submittedAt: now,
    changedAt: laterThan(batch.changedAt, now),
  };
  const request = requestApproval(
    {
      id: approval,
      kind: 'destruction',
      subject: { kind: 'batch', id },
      reason,
      content: batchContent(fixed, list, coolingOffDays),
      steps,
    },
    actor,
  );
  const entry = batchDraft('batch.submitted', batch, fixed, actor.actor, {
    reason,
    detail: { approval, ...listDetail(list), policyVersion: policy.version, coolingOffDays },
  });
  await catalog.changeBatch({ before: batch, after: fixed, item: null, approvals: [request], entry });
  return fixed;
}

export function listDetail({ sha256, items, bytes }: ListFacts) {
  return { listSha256: sha256, items, bytes };
}

async function draftFor(catalog: Pick<DestructionLedger, 'batch'>, id: BatchId): Promise<Batch> {
  const batch = await catalog.batch(id);
  if (batch === null) throw new SealdockError('batch-unknown', { about: id });
  if (batch.state === 'draft') return batch;
  throw new SealdockError('state-differs', { about: id, expected: 'draft', found: batch.state });
}

function ruled({ destruction }: Pick<Policy, 'destruction'>): {
  readonly steps: readonly ApprovalStep[];
  readonly coolingOffDays: number;
} {
  const [steps, coolingOffDays] = [destruction.steps.value, destruction.coolingOffDays.value];
  if (steps !== null && coolingOffDays !== null) return { steps, coolingOffDays };
  const about = steps === null ? 'destruction.steps' : 'destruction.coolingOffDays';
  throw new SealdockError('policy-silent', { about });
}
