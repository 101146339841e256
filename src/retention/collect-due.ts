import { type AuditDraft, SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import {
  type Batch,
  type BatchId,
  type BatchItem,
  batchIdOf,
  type NewItem,
} from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import { openListDigest } from '../evidence/list-digest.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { DestructionLedger, PlacedItem } from '../ports/destruction-ledger.ts';
import { batchPeriodOf } from './batch-period.ts';
import type { Judged } from './judge-keeping.ts';
import type { Policy } from './policy.ts';

export type CollectPorts = Pick<
  DestructionLedger,
  'draftOf' | 'countBatches' | 'createBatch' | 'addItems' | 'settleItem'
>;

/** Adds what is due to the draft of its policy and of the period of today, which is made when it is needed. */
export async function collectInto(
  ledger: CollectPorts,
  { policy, today }: Judged & { readonly policy: Policy },
  items: readonly NewItem[],
  now: UtcTime,
): Promise<number> {
  const length = policy.destruction.batch.value;
  // The policy does not say how batches are made: nobody guesses it, and `policy gaps` tells.
  if (length === null) return 0;
  const period = batchPeriodOf(today, length);
  const draft =
    (await ledger.draftOf(period, policy.policy)) ?? (await makeDraft(ledger, policy, period, now));
  return ledger.addItems(draft.id, items, (added) => addedEntry(draft.id, added));
}

/** Held or no longer due before anybody was asked: it leaves the draft, and comes back when it is due again. */
export async function letGo(
  ledger: CollectPorts,
  { batch, item }: PlacedItem,
  cause: 'held' | 'not-due' | 'policy-changed',
  now: UtcTime,
): Promise<void> {
  const left: BatchItem = { ...item, state: 'left', cause, endedAt: now };
  await ledger.settleItem(
    batch,
    { from: 'listed', item: left },
    {
      act: 'batch.item-deferred',
      actor: SYSTEM_ACTOR,
      object: { kind: 'recording', id: item.recording },
      reason: cause,
      before: 'listed',
      after: 'left',
      detail: { batch },
    },
  );
}

async function makeDraft(ledger: CollectPorts, policy: Policy, period: string, now: UtcTime): Promise<Batch> {
  const batch: Batch = {
    id: batchIdOf(period, 1 + (await ledger.countBatches(period))),
    period,
    policy: policy.policy,
    policyVersion: policy.version,
    state: 'draft',
    contentSha256: null,
    approval: null,
    proposedBy: null,
    submittedAt: null,
    approvedAt: null,
    executeAfter: null,
    executedBy: null,
    startedAt: null,
    witnesses: [],
    registerNo: null,
    registerSha256: null,
    endedAt: null,
    changedAt: now,
  };
  const entry: AuditDraft = {
    act: 'batch.drafted',
    actor: SYSTEM_ACTOR,
    object: { kind: 'batch', id: batch.id },
    reason: null,
    before: null,
    after: 'draft',
    detail: { period, policy: policy.policy, policyVersion: policy.version },
  };
  try {
    await ledger.createBatch(batch, entry);
    return batch;
  } catch (thrown) {
    // Somebody else's sweep was faster, or has taken the number: theirs is the draft.
    const theirs = await ledger.draftOf(period, policy.policy);
    if (theirs !== null && thrown instanceof SealdockError && thrown.code === 'state-differs') return theirs;
    throw thrown;
  }
}

function addedEntry(batch: BatchId, added: readonly BatchItem[]): AuditDraft {
  const digest = openListDigest();
  for (const item of added) digest.add(item);
  const { sha256, items, bytes } = digest.end();
  return {
    act: 'batch.added',
    actor: SYSTEM_ACTOR,
    object: { kind: 'batch', id: batch },
    reason: null,
    before: 'draft',
    after: 'draft',
    detail: { listSha256: sha256, items, bytes },
  };
}
