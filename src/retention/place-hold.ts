import type { ApprovalId, ApprovalStep } from '../evidence/approval.ts';
import { SealdockError } from '../evidence/errors.ts';
import {
  HOLD_LIST_LIMIT,
  type Hold,
  type HoldCause,
  type HoldId,
  type HoldTarget,
} from '../evidence/hold.ts';
import type { ActingPerson } from '../staff/acting-person.ts';
import { requestApproval } from '../staff/approvals.ts';
import { type FoundGround, fittingGround, namedGround } from './find-ground.ts';
import type { HoldChange } from './hold-change.ts';
import { contentOf, holdFacts } from './hold-content.ts';
import { DECIDES_OTHERWISE, type HoldRules } from './hold-rules.ts';

export interface AskedHold {
  readonly id: HoldId;
  readonly target: HoldTarget;
  /** What was said about it; null for nothing. */
  readonly text: string | null;
  /** For the request, where one is needed. */
  readonly approval: ApprovalId;
}

/**
 * A hold on a ground that a person has named. Where the policy names an approver it blocks at once, as `proposed`, and
 * the approver decides (ZY-19.1h); where it names nobody it is placed (ZZ-43, WS-12: such recordings *shall* be kept).
 * @throws SealdockError `ground-unknown`, `text-required`, `usage` for a list that is empty or too long.
 */
export function placeHold(
  asked: AskedHold & { readonly ground: string },
  rules: HoldRules,
  by: ActingPerson,
): HoldChange {
  return begin(asked, namedGround(rules, asked.ground, asked.text), null, rules, by);
}

/**
 * The hold that a complaint or an incident proposes by itself: it blocks from this moment on. On a ground of the policy
 * it goes the same way as if a person had named that; on a built-in one somebody always has to decide.
 */
export function proposeHold(
  asked: AskedHold & { readonly cause: HoldCause },
  rules: HoldRules,
  by: ActingPerson,
): HoldChange {
  const { cause, text } = asked;
  const ground = fittingGround(rules, cause);
  // What happened is not lost in a ground that covers more than it.
  const told = text === null ? cause : `${cause}: ${text}`;
  return begin({ ...asked, text: told }, ground, cause, rules, by);
}

function begin(
  { id, target, text, approval }: AskedHold,
  ground: FoundGround,
  cause: HoldCause | null,
  rules: HoldRules,
  by: ActingPerson,
): HoldChange {
  refuseListOf(target);
  const steps = stepsOf(ground, rules);
  const after: Hold = {
    id,
    target,
    ground: ground.id,
    clause: ground.clause,
    text,
    state: steps === null ? 'placed' : 'proposed',
    restarts: ground.restarts,
    owesOfflineCopy: ground.isOfPolicy && rules.owesOfflineCopy,
    placedBy: by.person.id,
    placedAt: by.at,
    releasedAt: null,
    approval: steps === null ? null : approval,
    changedAt: by.at,
  };
  const reason = text ?? ground.id;
  const request = { id: approval, kind: 'hold', subject: { kind: 'hold', id }, reason } as const;
  return {
    before: null,
    after,
    entry: {
      act: 'hold.placed',
      actor: by.actor,
      object: { kind: 'hold', id },
      reason: text,
      before: null,
      after: after.state,
      detail: {
        ...holdFacts(after),
        owesOfflineCopy: after.owesOfflineCopy,
        approval: after.approval,
        cause,
      },
    },
    approvals:
      steps === null ? [] : [requestApproval({ ...request, content: contentOf(after, 'hold'), steps }, by)],
  };
}

function stepsOf({ isOfPolicy }: FoundGround, { approver }: HoldRules): readonly ApprovalStep[] | null {
  const role = approver ?? (isOfPolicy ? null : DECIDES_OTHERWISE);
  return role === null ? null : [{ role, kind: 'decision' }];
}

function refuseListOf(target: HoldTarget): void {
  if (target.kind !== 'list') return;
  const count = target.recordings.length;
  if (count >= 1 && count <= HOLD_LIST_LIMIT) return;
  throw new SealdockError('usage', {
    about: target.query,
    expected: `1 to ${HOLD_LIST_LIMIT} recordings`,
    found: String(count),
  });
}
