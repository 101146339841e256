import { type ApprovalId, type ApprovalRequest, nextStep } from '../evidence/approval.ts';
import type { Batch, BatchId, BatchItem } from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import { type Role, roleAmong } from '../evidence/staff.ts';
import { laterThan, type UtcTime } from '../evidence/time.ts';
import type { ApprovalBook, ApprovalChange } from '../ports/approval-book.ts';
import type { DestructionLedger } from '../ports/destruction-ledger.ts';
import { type ActingPerson, inRole } from '../staff/acting-person.ts';
import { replaceApproval } from '../staff/replace-approval.ts';
import { batchContent, coolingOffDaysOf } from './batch-content.ts';
import { itemDraft } from './batch-drafts.ts';
import { digestList } from './read-list.ts';
import { listDetail } from './submit-batch.ts';

export interface StrikeFacts {
  readonly recording: RecordingId;
  readonly reason: string;
  /** By the retention clock. */
  readonly now: UtcTime;
  /** For the request that takes the place of the one that was open. */
  readonly approval: ApprovalId;
}

/**
 * Takes one recording out of a list, with a reason: in the draft a custodian, while it is appraised the one whose step
 * it is. The list is another one then, and so is what is asked for: the request is made anew, with no step decided.
 * @throws SealdockError `batch-unknown`, `recording-unknown`, `state-differs`, `role-missing`, `own-request`.
 */
export async function strikeItem(
  catalog: Pick<DestructionLedger, 'batch' | 'items' | 'itemOf' | 'changeBatch'> &
    Pick<ApprovalBook, 'approval'>,
  id: BatchId,
  { recording, reason, now, approval }: StrikeFacts,
  by: ActingPerson,
): Promise<Batch> {
  const batch = await catalog.batch(id);
  if (batch === null) throw new SealdockError('batch-unknown', { about: id });
  const item = await catalog.itemOf(id, recording);
  if (item === null) throw new SealdockError('recording-unknown', { about: recording });
  if (item.state !== 'listed') throw differs(recording, 'listed', item.state);
  const open = await openRequest(catalog, batch);
  const role = strikingRole(batch, open, by);
  const struck: BatchItem = { ...item, state: 'struck-out', cause: reason, endedAt: now };
  const list = await digestList(catalog, id, recording);
  const acting = inRole(by, role);
  const approvals: readonly ApprovalChange[] =
    open === null
      ? []
      : replaceApproval(
          open,
          { id: approval, content: batchContent(batch, list, coolingOffDaysOf(open.content)), reason },
          acting,
        );
  const after: Batch = {
    ...batch,
    contentSha256: open === null ? null : list.sha256,
    approval: open === null ? null : approval,
    changedAt: laterThan(batch.changedAt, now),
  };
  const entry = itemDraft(
    'batch.item-struck-out',
    { batch: id, recording },
    ['listed', 'struck-out'],
    acting.actor,
    {
      reason,
      detail: { ...listDetail(list), ...(open === null ? {} : { approval }) },
    },
  );
  await catalog.changeBatch({
    before: batch,
    after,
    item: { from: 'listed', item: struck },
    approvals,
    entry,
  });
  return after;
}

/** Null for a draft, of which nothing is asked yet. */
async function openRequest(
  catalog: Pick<ApprovalBook, 'approval'>,
  { id, state, approval }: Batch,
): Promise<ApprovalRequest | null> {
  if (state === 'draft') return null;
  const request = approval === null ? null : await catalog.approval(approval);
  if (state === 'appraising' && request?.state === 'open') return request;
  throw differs(id, 'draft, or appraising', state);
}

function strikingRole(batch: Batch, open: ApprovalRequest | null, by: ActingPerson): Role {
  const at = open === null ? null : nextStep(open);
  const asked: Role = open === null || at === null ? 'custodian' : (open.steps[at]?.role ?? 'custodian');
  if (open !== null && batch.proposedBy === by.person.id)
    throw new SealdockError('own-request', { about: batch.id });
  const role = roleAmong(by.person, [asked]);
  if (role === null) throw new SealdockError('role-missing', { about: by.person.id, expected: asked });
  return role;
}

function differs(about: string, expected: string, found: string): SealdockError {
  return new SealdockError('state-differs', { about, expected, found });
}
