import type { ApprovalRequest } from '../evidence/approval.ts';
import { dateAt } from '../evidence/calendar-date.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { BATCH_ITEMS_LIMIT, type Batch, type BatchId } from '../evidence/destruction.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { Person } from '../evidence/staff.ts';
import { laterThan, type UtcTime } from '../evidence/time.ts';
import type { Policy } from '../retention/policy.ts';
import { type ActingPerson, inRole } from '../staff/acting-person.ts';
import { executeApproval } from '../staff/approvals.ts';
import { batchContent, coolingOffDaysOf } from './batch-content.ts';
import { batchDraft } from './batch-drafts.ts';
import { executionVetoes } from './decide-execution.ts';
import type { DestructionContext } from './destruction-context.ts';
import { digestList } from './read-list.ts';
import { settleBatch } from './settle-batch.ts';

export interface BeginFacts {
  /** By the retention clock. */
  readonly now: UtcTime;
  /** In force for this batch now. */
  readonly policy: Pick<Policy, 'destruction' | 'agency'>;
  /** Each of them has proved who they are. */
  readonly witnesses: readonly Person[];
}

/**
 * From approved to executing, or on with one that was begun: everything is asked again, the list is read again, and the
 * approval is carried out in the same step that gives the register its number.
 * @throws SealdockError the first veto of `executionVetoes`, with all of them as what was found; `register-unknown` when
 * the register of that number is written already.
 */
export async function beginExecution(
  context: Pick<DestructionContext, 'catalog' | 'proofs' | 'registers' | 'zone'>,
  id: BatchId,
  { now, policy, witnesses }: BeginFacts,
  by: ActingPerson,
): Promise<{ readonly batch: Batch; readonly cap: number }> {
  const { catalog, proofs, zone } = context;
  const batch = await settleBatch(context, id, now);
  const approval = batch.approval === null ? null : await catalog.approval(batch.approval);
  const { anchorMaxDays, capPerRun } = policy.destruction;
  const newest = anchorMaxDays.value === null ? null : await proofs.newestAt(now);
  const list = await digestList(catalog, id);
  const vetoes = executionVetoes({
    batch,
    approval,
    listSha256: list.sha256,
    now,
    today: dateAt(now, zone),
    executor: by.person,
    witnesses,
    anchorMaxDays: anchorMaxDays.value,
    anchoredOn: newest === null ? null : dateAt(newest, zone),
  });
  const [first] = vetoes;
  if (first !== undefined) {
    throw new SealdockError(first, {
      about: id,
      ...(first === 'cooling-off' ? { expected: batch.executeAfter ?? '', found: now } : {}),
      ...(vetoes.length > 1 ? { found: vetoes.join(', ') } : {}),
    });
  }
  const cap = capPerRun.value ?? BATCH_ITEMS_LIMIT;
  const { actor } = inRole(by, 'custodian');
  const present = witnesses.map(({ id: staff }) => ({ staff, at: now }));
  const after: Batch = {
    ...batch,
    state: 'executing',
    executedBy: by.person.id,
    startedAt: batch.startedAt ?? now,
    witnesses: [...batch.witnesses, ...present],
    changedAt: laterThan(batch.changedAt, now),
  };
  // Derived again from what is about to be done: what was approved is what is executed.
  const carriedOut = approval?.state === 'approved' ? [carryOut(approval)] : [];
  function carryOut(request: ApprovalRequest) {
    const content = batchContent(batch, list, coolingOffDaysOf(request.content));
    return executeApproval(request, sha256Of(canonicalJson(content)), { actor, at: now });
  }
  const written = batch.registerNo === null ? await context.registers.numbers() : [];
  const begun = await catalog.startBatch({ before: batch, after, approvals: carriedOut }, (register) => {
    // The catalogue is older than what lies beside it: a register that was signed is never written over.
    if (written.includes(register)) throw new SealdockError('register-unknown', { about: String(register) });
    return batchDraft('batch.execution-started', batch, after, actor, {
      detail: {
        register,
        listSha256: list.sha256,
        items: list.items,
        bytes: list.bytes,
        approval: batch.approval,
        witnesses: present.map(({ staff }) => staff),
      },
    });
  });
  return { batch: begun, cap };
}
