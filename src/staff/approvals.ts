import {
  type ApprovalDecision,
  type ApprovalId,
  type ApprovalKind,
  type ApprovalRequest,
  type ApprovalStep,
  CONTENT_CHARS_LIMIT,
  type DecisionVeto,
  decideStep,
  type ExecutionVeto,
  executable,
  STEPS_LIMIT,
  stateAfter,
} from '../evidence/approval.ts';
import { assert } from '../evidence/assert.ts';
import type { AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { laterThan, type UtcTime } from '../evidence/time.ts';
import type { ApprovalChange } from '../ports/approval-book.ts';
import { type ActedBy, type ActingPerson, inRole } from './acting-person.ts';

export interface AskedApproval {
  readonly id: ApprovalId;
  readonly kind: ApprovalKind;
  readonly subject: ApprovalRequest['subject'];
  readonly reason: string;
  /** All that will be done, its subject included; long lists by their digest. */
  readonly content: Json;
  readonly steps: readonly ApprovalStep[];
}

/** @throws SealdockError `defect` for steps or content that no request can have. */
export function requestApproval(asked: AskedApproval, by: ActingPerson): ApprovalChange {
  const { content, steps, ...rest } = asked;
  const text = canonicalJson(content);
  assert(steps.length >= 1 && steps.length <= STEPS_LIMIT, `a request has 1 to ${STEPS_LIMIT} steps`);
  assert(steps.at(-1)?.kind === 'decision', 'the last step of a request is a decision');
  assert(
    text.length <= CONTENT_CHARS_LIMIT,
    `what is decided on has at most ${CONTENT_CHARS_LIMIT} characters`,
  );
  const after: ApprovalRequest = {
    ...rest,
    requestedBy: by.person.id,
    requestedAt: by.at,
    content: text,
    contentSha256: sha256Of(text),
    steps,
    decisions: [],
    state: 'open',
    changedAt: by.at,
  };
  const detail = {
    kind: after.kind,
    subject: { ...after.subject },
    requestedBy: after.requestedBy,
    requestedAt: after.requestedAt,
    contentSha256: after.contentSha256,
    steps: steps.map(({ role, kind }) => ({ role, kind })),
  };
  return {
    before: null,
    after,
    entry: draftOf('approval.requested', null, after, by, { detail, reason: asked.reason }),
  };
}

export interface GivenDecision extends Pick<ApprovalDecision, 'step' | 'decision' | 'reason'> {
  /** The digest of what this person was shown. */
  readonly contentSha256: string;
}

/** @throws SealdockError the first veto of `decideStep`, with all of them as what was found. */
export function decideApproval(
  before: ApprovalRequest,
  { step, decision, reason, contentSha256 }: GivenDecision,
  by: ActingPerson,
): ApprovalChange {
  const answer = decideStep(before, step, by.person, { today: by.today, contentSha256 });
  if (answer.kind === 'refused') throw refusal(before, answer.vetoes, before.steps[step]?.role);
  const at = laterThan(before.changedAt, by.at);
  const { role } = answer.step;
  const taken: ApprovalDecision = { step, by: by.person.id, role, decision, reason, at };
  const after: ApprovalRequest = {
    ...before,
    decisions: [...before.decisions, taken],
    state: stateAfter(before, taken),
    changedAt: at,
  };
  const detail = { step, by: taken.by, role, decision, at, contentSha256 };
  return {
    before,
    after,
    entry: draftOf('approval.decided', before, after, inRole(by, role), { detail, reason }),
  };
}

/**
 * Whoever asked takes it back, as long as it has not been carried out.
 * @throws SealdockError `already-decided`; `role-missing` for anybody else.
 */
export function withdrawApproval(before: ApprovalRequest, reason: string, by: ActingPerson): ApprovalChange {
  if (before.state !== 'open' && before.state !== 'approved') throw refusal(before, ['already-decided']);
  if (before.requestedBy !== by.person.id) {
    throw new SealdockError('role-missing', { about: before.id, expected: before.requestedBy });
  }
  const after = endedAs(before, 'withdrawn', by.at);
  const oneself = { ...by, actor: { ...by.actor, role: 'self' as const } };
  return {
    before,
    after,
    entry: draftOf('approval.withdrawn', before, after, oneself, { detail: {}, reason }),
  };
}

/**
 * What was approved has been carried out: kept in the transaction of the deed itself.
 * @param contentSha256 of what is done, derived again from what it does.
 * @throws SealdockError `not-approved`, `content-changed`.
 */
export function executeApproval(before: ApprovalRequest, contentSha256: string, by: ActedBy): ApprovalChange {
  const answer = executable(before, contentSha256);
  if (answer.kind === 'refused') throw refusal(before, answer.vetoes);
  const after = endedAs(before, 'executed', by.at);
  const detail = { contentSha256 };
  return { before, after, entry: draftOf('approval.executed', before, after, by, { detail, reason: null }) };
}

function endedAs(before: ApprovalRequest, state: 'withdrawn' | 'executed', at: UtcTime): ApprovalRequest {
  return { ...before, state, changedAt: laterThan(before.changedAt, at) };
}

function refusal(
  { id }: ApprovalRequest,
  vetoes: readonly (DecisionVeto | ExecutionVeto)[],
  role?: string,
): SealdockError {
  const [first] = vetoes;
  assert(first !== undefined, 'a refusal has a reason');
  return new SealdockError(first, {
    about: id,
    ...(first === 'role-missing' && role !== undefined ? { expected: role } : {}),
    ...(vetoes.length > 1 ? { found: vetoes.join(', ') } : {}),
  });
}

function draftOf(
  act: AuditAct,
  before: ApprovalRequest | null,
  after: ApprovalRequest,
  { actor }: ActedBy,
  facts: Pick<AuditDraft, 'detail' | 'reason'>,
): AuditDraft {
  return {
    act,
    actor,
    object: { kind: 'approval', id: after.id },
    before: before?.state ?? null,
    after: after.state,
    ...facts,
  };
}
