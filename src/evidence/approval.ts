import type { Brand } from './brand.ts';
import type { CalendarDate } from './calendar-date.ts';
import { type Sha256, sha256Of } from './digest.ts';
import { mayAct, type Person, type Role, type StaffId } from './staff.ts';
import type { UtcTime } from './time.ts';

/** `apr-<UTC YYYYMMDDTHHMMSS>-<8 hex>`. */
export type ApprovalId = Brand<string, 'ApprovalId'>;

const APPROVAL_ID = /^apr-\d{8}T\d{6}-[0-9a-f]{8}$/;

export function parseApprovalId(text: string): ApprovalId | null {
  return APPROVAL_ID.test(text) ? (text as ApprovalId) : null;
}

/** @param random at least 8 hex characters. */
export function approvalIdOf(utc: string, random: string): ApprovalId {
  const compact = utc.replaceAll('-', '').replaceAll(':', '').slice(0, 15);
  return `apr-${compact}-${random.slice(0, 8)}` as ApprovalId;
}

/** What can be asked for. Another kind is one more line here, and its name in `words`. */
export const APPROVAL_KINDS = ['hold', 'hold-release', 'policy', 'destruction'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

export const APPROVAL_STATES = ['open', 'approved', 'refused', 'withdrawn', 'executed'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

export const STEPS_LIMIT = 8;
/** UTF-16 units of what is decided on; longer lists go into it by their digest. */
export const CONTENT_CHARS_LIMIT = 1_048_576;

/** An opinion is asked for and heard; only a decision can end a request. */
export interface ApprovalStep {
  readonly role: Role;
  readonly kind: 'opinion' | 'decision';
}

export interface ApprovalDecision {
  /** Index into the steps. */
  readonly step: number;
  readonly by: StaffId;
  /** The one that the step asks for, whatever others this person has. */
  readonly role: Role;
  readonly decision: 'approve' | 'refuse';
  readonly reason: string;
  readonly at: UtcTime;
}

export interface ApprovalRequest {
  readonly id: ApprovalId;
  readonly kind: ApprovalKind;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly requestedBy: StaffId;
  readonly requestedAt: UtcTime;
  readonly reason: string;
  /** Canonical JSON, shown to whoever decides. It names all that will be done, and nothing else will. */
  readonly content: string;
  readonly contentSha256: Sha256;
  /** Decided in this order; the last one is a decision. */
  readonly steps: readonly ApprovalStep[];
  /** One for each step that has been taken, in the order of steps. */
  readonly decisions: readonly ApprovalDecision[];
  readonly state: ApprovalState;
  readonly changedAt: UtcTime;
}

/** Why a person may not take a step now; each is an error code, the most telling one first. */
export const DECISION_VETOES = [
  'already-decided', // the request has ended, or its next step is another one
  'own-request',
  'same-person', // took another step of this request, in whatever role
  'role-missing',
  'not-in-post', // or suspended
  'content-changed', // what was shown is not what is asked for
] as const;
export type DecisionVeto = (typeof DECISION_VETOES)[number];

export type StepAnswer =
  | { readonly kind: 'allowed'; readonly step: ApprovalStep }
  | { readonly kind: 'refused'; readonly vetoes: readonly DecisionVeto[] };

/** The step whose turn it is; null when the request has ended. */
export function nextStep({ state, steps, decisions }: ApprovalRequest): number | null {
  return state === 'open' && decisions.length < steps.length ? decisions.length : null;
}

/**
 * Whether this person may take this step now. Two people never collapse into one because somebody has two roles.
 * @param facts.contentSha256 the digest of what this person was shown.
 */
export function decideStep(
  request: ApprovalRequest,
  step: number,
  person: Person,
  facts: { readonly today: CalendarDate; readonly contentSha256: string },
): StepAnswer {
  const asked = request.steps[step];
  const isTurn = asked !== undefined && nextStep(request) === step;
  const found: Readonly<Record<DecisionVeto, boolean>> = {
    'already-decided': !isTurn,
    'own-request': request.requestedBy === person.id,
    'same-person': request.decisions.some(({ by }) => by === person.id),
    'role-missing': asked !== undefined && !person.roles.includes(asked.role),
    'not-in-post': !mayAct(person, facts.today),
    'content-changed': !isContent(request, facts.contentSha256),
  };
  const vetoes = DECISION_VETOES.filter((veto) => found[veto]);
  return vetoes.length === 0 && asked !== undefined
    ? { kind: 'allowed', step: asked }
    : { kind: 'refused', vetoes };
}

/** The state after a decision: a refusal at a decision step ends the request, an opinion never does. */
export function stateAfter(
  { steps }: Pick<ApprovalRequest, 'steps'>,
  { step, decision }: Pick<ApprovalDecision, 'step' | 'decision'>,
): Extract<ApprovalState, 'open' | 'approved' | 'refused'> {
  if (steps[step]?.kind === 'decision' && decision === 'refuse') return 'refused';
  return step === steps.length - 1 ? 'approved' : 'open';
}

export const EXECUTION_VETOES = ['not-approved', 'content-changed'] as const;
export type ExecutionVeto = (typeof EXECUTION_VETOES)[number];

export type ExecutionAnswer =
  | { readonly kind: 'executable' }
  | { readonly kind: 'refused'; readonly vetoes: readonly ExecutionVeto[] };

/** What was approved is what is executed. @param contentSha256 of what is about to be done, as it stands now. */
export function executable(request: ApprovalRequest, contentSha256: string): ExecutionAnswer {
  const vetoes = EXECUTION_VETOES.filter((veto) =>
    veto === 'not-approved' ? request.state !== 'approved' : !isContent(request, contentSha256),
  );
  return vetoes.length === 0 ? { kind: 'executable' } : { kind: 'refused', vetoes };
}

/** Both what is kept and what was shown: neither can be changed under a digest that stays. */
function isContent({ content, contentSha256 }: ApprovalRequest, given: string): boolean {
  return given === contentSha256 && sha256Of(content) === contentSha256;
}
