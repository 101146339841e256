import { settleBatch } from '../../destruction/settle-batch.ts';
import type { ApprovalRequest } from '../../evidence/approval.ts';
import { type Batch, parseBatchId } from '../../evidence/destruction.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { type HoldId, parseHoldId } from '../../evidence/hold.ts';
import type { ApprovalChange } from '../../ports/approval-book.ts';
import { followHoldDecision } from '../../retention/follow-hold-decision.ts';
import { keepHold } from '../../retention/hold-change.ts';
import type { ActedBy } from '../../staff/acting-person.ts';
import type { CliStation } from '../doors.ts';

type Station = Pick<CliStation, 'catalog' | 'destruction'>;

export interface KeptDecision {
  /** As it stands then: what was carried out at once is `executed`. */
  readonly request: ApprovalRequest;
  /** Of a request to destroy, brought to where the request is; null for another, and while others have to decide. */
  readonly batch: Batch | null;
}

/** A step of a request, kept in one transaction with what follows from it for a hold; a batch follows at once. */
export async function keepDecision(
  station: Station,
  decided: ApprovalChange,
  by: ActedBy,
): Promise<KeptDecision> {
  const { kind } = decided.after;
  if (kind === 'hold' || kind === 'hold-release')
    return { request: await keepHoldDecision(station, decided, by), batch: null };
  await station.catalog.keepApproval(decided);
  return { request: decided.after, batch: await followedBatch(station, decided.after) };
}

/** Killed before this, the next look at the batch or the next sweep does the same. */
async function followedBatch(
  station: Station,
  { kind, state, subject }: ApprovalRequest,
): Promise<Batch | null> {
  const id = parseBatchId(subject.id);
  if (kind !== 'destruction' || state === 'open' || id === null) return null;
  // The decision is kept by now; a batch that is missing is for `inspect` to tell.
  if ((await station.catalog.batch(id)) === null) return null;
  const { now } = await station.destruction.watch.look();
  return settleBatch(station, id, now);
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
