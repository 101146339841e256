import type { ApprovalRequest } from '../evidence/approval.ts';
import type { CalendarDate } from '../evidence/calendar-date.ts';
import { daysBetween } from '../evidence/calendar-date.ts';
import type { Batch } from '../evidence/destruction.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { ErrorCode } from '../evidence/errors.ts';
import { mayAct, type Person, type StaffId } from '../evidence/staff.ts';
import type { UtcTime } from '../evidence/time.ts';

export const WITNESSES = 2;

export interface ExecutionFacts {
  readonly batch: Batch;
  readonly approval: ApprovalRequest | null;
  /** Of the list as it stands in the catalogue now. */
  readonly listSha256: Sha256;
  /** By the retention clock. */
  readonly now: UtcTime;
  readonly today: CalendarDate;
  readonly executor: Person;
  readonly witnesses: readonly Person[];
  /** Of the policy in force; null asks for no proof outside the machine. */
  readonly anchorMaxDays: number | null;
  /** The newest such proof, as a day. */
  readonly anchoredOn: CalendarDate | null;
}

/** Why a batch may not be executed now; each is an error code, the most telling one first. */
export type ExecutionVeto = Extract<
  ErrorCode,
  | 'state-differs'
  | 'not-approved'
  | 'content-changed'
  | 'cooling-off'
  | 'witnesses-missing'
  | 'same-person'
  | 'not-in-post'
  | 'role-missing'
  | 'anchor-too-old'
>;

/** Two witnesses who have neither proposed nor decided it nor execute it, all of them different people (RULES C31). */
export function executionVetoes(facts: ExecutionFacts): readonly ExecutionVeto[] {
  const { batch, approval, executor, witnesses, today } = facts;
  const isBegun = batch.state === 'executing';
  const isApproved = approval?.state === 'approved' || (isBegun && approval?.state === 'executed');
  const people = [executor, ...witnesses];
  const found: Readonly<Record<ExecutionVeto, boolean>> = {
    'state-differs': batch.state !== 'approved' && !isBegun,
    'not-approved': !isApproved,
    'content-changed': batch.contentSha256 !== facts.listSha256,
    'cooling-off': batch.executeAfter === null || facts.now < batch.executeAfter,
    'witnesses-missing': witnesses.length < WITNESSES,
    'same-person': !areOthers(batch, approval, executor, witnesses),
    'not-in-post': people.some((person) => !mayAct(person, today)),
    'role-missing': !executor.roles.includes('custodian'),
    'anchor-too-old': isAnchorTooOld(facts),
  };
  return (Object.keys(found) as ExecutionVeto[]).filter((veto) => found[veto]);
}

function areOthers(
  { proposedBy }: Batch,
  approval: ApprovalRequest | null,
  executor: Person,
  witnesses: readonly Person[],
): boolean {
  const deciders: readonly StaffId[] = approval?.decisions.map(({ by }) => by) ?? [];
  const ids = witnesses.map(({ id }) => id);
  const isTwice = new Set(ids).size !== ids.length;
  return !isTwice && !ids.some((id) => id === proposedBy || id === executor.id || deciders.includes(id));
}

function isAnchorTooOld({ anchorMaxDays, anchoredOn, today }: ExecutionFacts): boolean {
  if (anchorMaxDays === null) return false;
  return anchoredOn === null || anchoredOn > today || daysBetween(anchoredOn, today) > anchorMaxDays;
}
