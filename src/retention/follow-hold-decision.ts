import type { ApprovalRequest } from '../evidence/approval.ts';
import type { AuditAct } from '../evidence/audit-entry.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { Hold, HoldState } from '../evidence/hold.ts';
import type { ApprovalChange } from '../ports/approval-book.ts';
import type { ActedBy } from '../staff/acting-person.ts';
import { executeApproval } from '../staff/approvals.ts';
import type { HoldChange } from './hold-change.ts';
import { contentOf } from './hold-content.ts';
import { changed, holdDraft } from './release-hold.ts';

interface Outcome {
  readonly act: AuditAct;
  readonly state: HoldState;
}

/** What becomes of a hold when a request about it has ended. A refusal leaves a hold as it was before it was asked for. */
const OUTCOMES: Readonly<
  Record<'hold' | 'hold-release', Partial<Record<ApprovalRequest['state'], Outcome>>>
> = {
  hold: {
    approved: { act: 'hold.decided', state: 'placed' },
    refused: { act: 'hold.decided', state: 'refused' },
  },
  'hold-release': {
    approved: { act: 'hold.released', state: 'released' },
    refused: { act: 'hold.decided', state: 'placed' },
    withdrawn: { act: 'hold.decided', state: 'placed' },
  },
};

/**
 * The hold after a step of its request was taken, kept in one transaction with that step; null while others have still to
 * decide. What was approved is carried out at once: from the content that was approved, derived again from the hold.
 * @throws SealdockError `state-differs` when the hold waits for another request, and for a proposal that whoever
 * made it wants back: a proposal ends by a decision with a reason, never by one person. `content-changed`.
 */
export function followHoldDecision(
  before: Hold,
  decided: ApprovalChange,
  { at }: Pick<ActedBy, 'at'>,
): HoldChange | null {
  const { kind, state, id } = decided.after;
  if (state === 'open' || (kind !== 'hold' && kind !== 'hold-release')) return null;
  const outcome = OUTCOMES[kind][state];
  const isAsked = before.state === (kind === 'hold' ? 'proposed' : 'release-requested');
  if (outcome === undefined || !isAsked || before.approval !== id) {
    throw new SealdockError('state-differs', { about: before.id, found: before.state });
  }
  // Whoever took the last step has done it, in the role of that step.
  const by = { actor: decided.entry.actor, at };
  const isReleased = outcome.state === 'released';
  const moved = changed(before, { state: outcome.state }, by);
  const after = isReleased ? { ...moved, releasedAt: moved.changedAt } : moved;
  const content = sha256Of(canonicalJson(contentOf(before, kind)));
  const executed = state === 'approved' ? [executeApproval(decided.after, content, by)] : [];
  const detail = {
    approval: id,
    ...(isReleased ? { releasedAt: after.releasedAt, restarts: before.restarts } : {}),
  };
  const reason = decided.entry.reason;
  return {
    before,
    after,
    entry: holdDraft(outcome.act, before, after, by, { reason, detail }),
    approvals: [decided, ...executed],
  };
}
