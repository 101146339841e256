import { submitBatch } from '../../destruction/submit-batch.ts';
import type { BatchId } from '../../evidence/destruction.ts';
import { policyInForce } from '../../retention/policy-in-force.ts';
import { newApprovalId, settledBatch } from '../destruction/known-batch.ts';
import { countText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

export async function destructionSubmit(
  session: Session,
  id: BatchId,
  { reason }: { readonly reason: string },
): Promise<number> {
  const { destruction } = session.words;
  return withStaff(session, ['custodian'], async (station, by) => {
    const { catalog } = station;
    const { batch: before, now } = await settledBatch(station, id);
    const policy = await policyInForce(catalog, before.policy, now);
    const approval = newApprovalId(station);
    const batch = await submitBatch(catalog, id, { now, approval, reason, policy }, by);
    const { listed } = await catalog.countItems(id);
    session.result({ batch }, () => destruction.submitted(id, countText(listed), approval));
    return 0;
  });
}
