import { randomBytes } from 'node:crypto';
import { type ApprovalRequest, approvalIdOf } from '../../evidence/approval.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { ApprovalChange } from '../../ports/approval-book.ts';
import {
  adoptionOf,
  askForShelfChange,
  assignmentOf,
  effectiveFrom,
  executeShelfApproval,
  type ShelfPlan,
  subjectOf,
} from '../../retention/shelf-change.ts';
import type { ActingPerson } from '../../staff/acting-person.ts';
import type { CliStation } from '../doors.ts';

type Station = Pick<CliStation, 'catalog'>;

export type CarriedOut =
  | { readonly kind: 'done'; readonly effectiveFrom: UtcTime; readonly isWaiting: boolean }
  /** Another person has to approve it first. */
  | { readonly kind: 'asked'; readonly request: ApprovalRequest };

/**
 * Carries a plan out where it shortens nothing or was approved; else asks for the approval.
 * @throws SealdockError `not-approved` while it waits, `content-changed`, `policy-silent`, `catalogue-busy`.
 */
export async function carryOut(
  station: Station,
  plan: ShelfPlan,
  reason: string,
  by: ActingPerson,
): Promise<CarriedOut> {
  // Where the policy does not say how long a shortening waits, nobody is asked to approve it.
  effectiveFrom(plan);
  if (!plan.isShortening) return done(station, plan, null, by);
  const request = await requestFor(station, plan);
  if (request === null) {
    const id = approvalIdOf(by.at, randomBytes(4).toString('hex'));
    const change = askForShelfChange(plan, { id, reason }, by);
    await station.catalog.keepApproval(change);
    return { kind: 'asked', request: change.after };
  }
  if (request.state === 'open') {
    throw new SealdockError('not-approved', { about: request.id });
  }
  return done(station, plan, executeShelfApproval(plan, request, by), by);
}

/** More requests about one version, or one unit, than anybody makes. */
const REQUESTS_LIMIT = 1_000;

/** The newest that is open or approved; what was refused, withdrawn or carried out needs a new one. */
async function requestFor({ catalog }: Station, plan: ShelfPlan): Promise<ApprovalRequest | null> {
  const query = {
    kind: 'policy',
    subject: subjectOf(plan.step),
    after: null,
    limit: REQUESTS_LIMIT,
  } as const;
  const open = await catalog.approvals({ ...query, state: 'open' });
  const approved = await catalog.approvals({ ...query, state: 'approved' });
  return approved.at(-1) ?? open.at(-1) ?? null;
}

async function done(
  { catalog }: Station,
  plan: ShelfPlan,
  approval: ApprovalChange | null,
  by: ActingPerson,
): Promise<CarriedOut> {
  const id = approval?.after.id ?? null;
  if (plan.step.kind === 'adopt') {
    const { adopted, entry } = adoptionOf(plan, id, by);
    await catalog.adoptPolicy(adopted, { entry, approval });
  } else {
    const { unit } = plan.step;
    const last = (await catalog.unitAssignments()).findLast((each) => each.unit === unit) ?? null;
    const { assignment, entry } = assignmentOf(plan, id, last, by);
    await catalog.assignUnit(assignment, { entry, approval });
  }
  return { kind: 'done', effectiveFrom: effectiveFrom(plan), isWaiting: plan.isShortening };
}
