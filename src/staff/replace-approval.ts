import type { ApprovalId, ApprovalRequest } from '../evidence/approval.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { laterThan } from '../evidence/time.ts';
import type { ApprovalChange } from '../ports/approval-book.ts';
import type { ActingPerson } from './acting-person.ts';
import { requestApproval } from './approvals.ts';

/**
 * What is asked for has been narrowed by somebody who was to decide on it: the old request ends, and a new one takes its
 * place, of the same person and with the same steps, none of them decided. Whoever asked still decides on neither.
 */
export function replaceApproval(
  before: ApprovalRequest,
  { id, content, reason }: { readonly id: ApprovalId; readonly content: Json; readonly reason: string },
  by: ActingPerson,
): readonly ApprovalChange[] {
  const { kind, subject, steps, requestedBy } = before;
  const ended: ApprovalRequest = {
    ...before,
    state: 'withdrawn',
    changedAt: laterThan(before.changedAt, by.at),
  };
  const fresh = requestApproval({ id, kind, subject, steps, reason: before.reason, content }, by);
  return [
    {
      before,
      after: ended,
      entry: {
        act: 'approval.withdrawn',
        actor: by.actor,
        object: { kind: 'approval', id: before.id },
        reason,
        before: before.state,
        after: ended.state,
        detail: { replacedBy: id },
      },
    },
    {
      ...fresh,
      after: { ...fresh.after, requestedBy },
      entry: { ...fresh.entry, detail: { ...fresh.entry.detail, requestedBy, replaces: before.id } },
    },
  ];
}
