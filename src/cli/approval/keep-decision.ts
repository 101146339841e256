import type { ApprovalRequest } from '../../evidence/approval.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { type HoldId, parseHoldId } from '../../evidence/hold.ts';
import type { ApprovalChange } from '../../ports/approval-book.ts';
import { followHoldDecision } from '../../retention/follow-hold-decision.ts';
import { keepHold } from '../../retention/hold-change.ts';
import type { ActedBy } from '../../staff/acting-person.ts';
import type { CliStation } from '../doors.ts';

/**
 * A step of a request, kept in one transaction with what follows from it for its subject.
 * @returns the request as it stands then: what was carried out at once is `executed`.
 */
export async function keepDecision(
  station: Pick<CliStation, 'catalog'>,
  decided: ApprovalChange,
  by: ActedBy,
): Promise<ApprovalRequest> {
  const { kind } = decided.after;
  if (kind === 'hold' || kind === 'hold-release') return keepHoldDecision(station, decided, by);
  await station.catalog.keepApproval(decided);
  return decided.after;
}

async function keepHoldDecision(
  { catalog }: Pick<CliStation, 'catalog'>,
  decided: ApprovalChange,
  by: ActedBy,
): Promise<ApprovalRequest> {
  const hold = await catalog.hold(holdOf(decided.after));
  if (hold === null) throw new SealdockError('hold-unknown', { about: decided.after.subject.id });
  const followed = followHoldDecision(hold, decided, by);
  if (followed === null) await catalog.keepApproval(decided);
  else await keepHold(catalog, followed);
  return followed?.approvals.at(-1)?.after ?? decided.after;
}

function holdOf({ subject }: ApprovalRequest): HoldId {
  const id = parseHoldId(subject.id);
  if (id === null) throw new SealdockError('hold-unknown', { about: subject.id });
  return id;
}
