import { withdrawBatch } from '../../destruction/withdraw-batch.ts';
import type { BatchId } from '../../evidence/destruction.ts';
import { ROLES } from '../../evidence/staff.ts';
import { settledBatch } from '../destruction/known-batch.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

export async function destructionWithdraw(
  session: Session,
  id: BatchId,
  { reason }: { readonly reason: string },
): Promise<number> {
  return withStaff(session, ROLES, async (station, by) => {
    const { now } = await settledBatch(station, id);
    const batch = await withdrawBatch(station.catalog, id, { reason, now }, by);
    session.result({ batch }, () => session.words.destruction.withdrawn(id));
    return 0;
  });
}
