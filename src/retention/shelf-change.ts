import type { ApprovalId, ApprovalRequest, ApprovalStep } from '../evidence/approval.ts';
import type { AuditDraft } from '../evidence/audit-entry.ts';
import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { epochMsOf, laterThan, type UtcTime, utcOf } from '../evidence/time.ts';
import type { ApprovalChange } from '../ports/approval-book.ts';
import type { AdoptedPolicy, UnitAssignment } from '../ports/policy-shelf.ts';
import type { ActingPerson } from '../staff/acting-person.ts';
import { executeApproval, requestApproval } from '../staff/approvals.ts';
import type { KeepingDifference } from './compare-keeping.ts';
import type { Policy } from './policy.ts';
import type { RuleChange } from './rule-changes.ts';

/** What shall be changed on the shelf: a version adopted, or a unit given to a policy. */
export type ShelfStep =
  | { readonly kind: 'adopt'; readonly policy: Policy; readonly text: string }
  | { readonly kind: 'assign'; readonly unit: string; readonly policy: Policy };

/** A step with all that it would change; nothing has been changed yet. */
export interface ShelfPlan {
  readonly step: ShelfStep;
  /** What is replaced: `<policy> <version>`, or the policy that the unit went by; null for none. */
  readonly replaces: string | null;
  readonly rules: readonly RuleChange[];
  readonly difference: KeepingDifference;
  /** By the retention clock. */
  readonly now: UtcTime;
  readonly isShortening: boolean;
  /** Days from the adoption until it takes effect; 0 where nothing is shortened. Null: the policy is silent. */
  readonly delayDays: number | null;
}

/** Whoever asks for it keeps the footage or its rules; the head of the agency, another person, decides. */
export const SHELF_ROLES = ['custodian', 'legal-affairs'] as const;
const STEPS: readonly ApprovalStep[] = [{ role: 'agency-head', kind: 'decision' }];

export function subjectOf(step: ShelfStep): ApprovalRequest['subject'] {
  if (step.kind === 'assign') return { kind: 'unit', id: unitName(step.unit) };
  return { kind: 'policy', id: `${step.policy.policy} ${step.policy.version}` };
}

/** In a log and in a request nothing is nameless. */
export function unitName(unit: string): string {
  return unit === '' ? '*' : unit;
}

/** The recordings that a request tells of, as they were counted then. */
interface ToldRecordings {
  readonly asOf: string;
  readonly recordings: number;
  readonly sooner: number;
  readonly later: number;
  readonly never: number;
  readonly newlyDue: number;
  readonly held: number;
}

export function askForShelfChange(
  plan: ShelfPlan,
  asked: { readonly id: ApprovalId; readonly reason: string },
  by: ActingPerson,
): ApprovalChange {
  const content = contentOf(plan, toldOf(plan));
  return requestApproval(
    { ...asked, kind: 'policy', subject: subjectOf(plan.step), content, steps: STEPS },
    by,
  );
}

/**
 * The approval of this very step, carried out. The footage goes on meanwhile: what was told of the recordings counts as
 * long as no more of them than that would be due sooner.
 * @throws SealdockError `content-changed`, `not-approved`.
 */
export function executeShelfApproval(
  plan: ShelfPlan,
  request: ApprovalRequest,
  by: ActingPerson,
): ApprovalChange {
  const told = (JSON.parse(request.content) as { readonly recordings: ToldRecordings }).recordings;
  const now = toldOf(plan);
  for (const name of ['sooner', 'newlyDue'] as const) {
    // What was recorded since is due later than what was told of.
    const grown =
      now[name] - told[name] - (name === 'sooner' ? Math.max(0, now.recordings - told.recordings) : 0);
    if (grown > 0) {
      throw new SealdockError('content-changed', {
        about: request.id,
        expected: `${name}: ${told[name]}`,
        found: `${name}: ${now[name]}`,
      });
    }
  }
  return executeApproval(request, sha256Of(canonicalJson(contentOf(plan, told))), by);
}

function toldOf({ difference, now }: ShelfPlan): ToldRecordings {
  const { recordings, counts, newlyDue, held } = difference;
  return { asOf: now, recordings, ...counts, newlyDue, held };
}

function contentOf({ step, replaces, rules, delayDays }: ShelfPlan, told: ToldRecordings): Json {
  const { policy, version } = step.policy;
  const what: Json =
    step.kind === 'adopt'
      ? { adopt: { policy, version, sha256: sha256Of(step.text) } }
      : { assign: { unit: unitName(step.unit), policy } };
  return {
    ...what,
    replaces,
    rules: rules.map((each) => ({ ...each })),
    recordings: { ...told },
    delayDays,
  };
}

/** When it takes effect. @throws SealdockError `policy-silent` where it shortens and nobody has said how long that waits. */
export function effectiveFrom({ isShortening, delayDays, now }: ShelfPlan): UtcTime {
  if (!isShortening) return now;
  if (delayDays === null) throw new SealdockError('policy-silent', { about: 'change.shortenDelayDays' });
  return utcOf(epochMsOf(now) + delayDays * DAY_MS);
}

const DAY_MS = 86_400_000;
/** An entry of the log holds less than 64 KiB; a longer text is there by its digest, and in the catalogue. */
const TEXT_BYTES_LIMIT = 49_152;

export function adoptionOf(
  plan: ShelfPlan,
  approval: ApprovalId | null,
  by: ActingPerson,
): { readonly adopted: AdoptedPolicy; readonly entry: AuditDraft } {
  if (plan.step.kind !== 'adopt') throw new SealdockError('defect', { about: plan.step.kind });
  const { policy, text } = plan.step;
  const adopted: AdoptedPolicy = {
    policy: policy.policy,
    version: policy.version,
    text,
    sha256: sha256Of(text),
    adoptedBy: by.person.id,
    adoptedAt: by.at,
    effectiveFrom: effectiveFrom(plan),
    approval,
  };
  const { text: _, policy: id, ...facts } = adopted;
  const entry: AuditDraft = {
    act: 'policy.adopted',
    actor: by.actor,
    object: { kind: 'policy', id },
    reason: null,
    before: plan.replaces,
    after: `${id} ${policy.version}`,
    detail: {
      ...facts,
      recordings: { ...toldOf(plan) },
      ...(Buffer.byteLength(text) <= TEXT_BYTES_LIMIT ? { text } : {}),
    },
  };
  return { adopted, entry };
}

/** @param last of the same unit; a new one is later than that. */
export function assignmentOf(
  plan: ShelfPlan,
  approval: ApprovalId | null,
  last: UnitAssignment | null,
  by: ActingPerson,
): { readonly assignment: UnitAssignment; readonly entry: AuditDraft } {
  if (plan.step.kind !== 'assign') throw new SealdockError('defect', { about: plan.step.kind });
  const { unit, policy } = plan.step;
  const assignment: UnitAssignment = {
    unit,
    policy: policy.policy,
    assignedBy: by.person.id,
    assignedAt: last === null ? by.at : laterThan(last.assignedAt, by.at),
    effectiveFrom: effectiveFrom(plan),
    approval,
  };
  const { unit: _, policy: id, ...facts } = assignment;
  const entry: AuditDraft = {
    act: 'policy.assigned',
    actor: by.actor,
    object: { kind: 'unit', id: unitName(unit) },
    reason: null,
    before: plan.replaces,
    after: id,
    detail: { ...facts, recordings: { ...toldOf(plan) } },
  };
  return { assignment, entry };
}
