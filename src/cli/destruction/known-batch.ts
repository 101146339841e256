import { randomBytes } from 'node:crypto';
import { settleBatch } from '../../destruction/settle-batch.ts';
import { type ApprovalId, approvalIdOf } from '../../evidence/approval.ts';
import type { Batch, BatchId } from '../../evidence/destruction.ts';
import { type UtcTime, utcOf } from '../../evidence/time.ts';
import type { CliStation } from '../doors.ts';

/** The batch as its approval has left it, and the moment by the retention clock. @throws SealdockError `batch-unknown`. */
export async function settledBatch(
  station: CliStation,
  id: BatchId,
): Promise<{ readonly batch: Batch; readonly now: UtcTime }> {
  const { now } = await station.destruction.watch.look();
  return { batch: await settleBatch(station, id, now), now };
}

export function newApprovalId({ clock }: Pick<CliStation, 'clock'>): ApprovalId {
  return approvalIdOf(utcOf(clock.read().wallMs), randomBytes(4).toString('hex'));
}
