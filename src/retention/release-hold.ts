import type { ApprovalId } from '../evidence/approval.ts';
import type { AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import { HOLDING_STATES, type Hold } from '../evidence/hold.ts';
import { laterThan } from '../evidence/time.ts';
import type { ActedBy, ActingPerson } from '../staff/acting-person.ts';
import { requestApproval } from '../staff/approvals.ts';
import type { HoldChange } from './hold-change.ts';
import { contentOf } from './hold-content.ts';
import { type HoldRules, releaseSteps } from './hold-rules.ts';

/**
 * Asks that a hold may end. It blocks until others have decided, and goes on blocking when they refuse.
 * @throws SealdockError `state-differs` for one that is not decided about yet, has ended, or is asked about already.
 */
export function requestRelease(
  before: Hold,
  reason: string,
  approval: ApprovalId,
  rules: HoldRules,
  by: ActingPerson,
): HoldChange {
  if (before.state !== 'placed') {
    throw new SealdockError('state-differs', { about: before.id, expected: 'placed', found: before.state });
  }
  const after = changed(before, { state: 'release-requested', approval }, by);
  const request = requestApproval(
    {
      id: approval,
      kind: 'hold-release',
      subject: { kind: 'hold', id: before.id },
      reason,
      content: contentOf(before, 'hold-release'),
      steps: releaseSteps(rules),
    },
    by,
  );
  const entry = holdDraft('hold.release-requested', before, after, by, { reason, detail: { approval } });
  return { before, after, entry, approvals: [request] };
}

/**
 * The offline copy that is owed exists (ZZ-43.0, WS-12.0).
 * @param reference where it is: an export, the number of a disc.
 * @throws SealdockError `state-differs` where none is owed.
 */
export function noteOfflineCopy(before: Hold, reference: string, by: ActedBy): HoldChange {
  if (!before.owesOfflineCopy || !HOLDING_STATES.includes(before.state)) {
    throw new SealdockError('state-differs', { about: before.id, found: before.state });
  }
  const after = changed(before, { owesOfflineCopy: false }, by);
  const entry = holdDraft('hold.copy-made', before, after, by, { reason: null, detail: { reference } });
  return { before, after, entry, approvals: [] };
}

export function changed(before: Hold, facts: Partial<Hold>, { at }: Pick<ActedBy, 'at'>): Hold {
  return { ...before, ...facts, changedAt: laterThan(before.changedAt, at) };
}

export function holdDraft(
  act: AuditAct,
  before: Hold,
  after: Hold,
  { actor }: Pick<ActedBy, 'actor'>,
  facts: Pick<AuditDraft, 'reason' | 'detail'>,
): AuditDraft {
  return {
    act,
    actor,
    object: { kind: 'hold', id: before.id },
    before: before.state,
    after: after.state,
    ...facts,
  };
}
