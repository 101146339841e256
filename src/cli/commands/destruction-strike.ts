import { strikeItem } from '../../destruction/strike-item.ts';
import type { BatchId } from '../../evidence/destruction.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import { ROLES } from '../../evidence/staff.ts';
import { newApprovalId, settledBatch } from '../destruction/known-batch.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

/** Which role it needs, the state of the batch says. */
export async function destructionStrike(
  session: Session,
  id: BatchId,
  recording: RecordingId,
  { reason }: { readonly reason: string },
): Promise<number> {
  const { destruction, cli } = session.words;
  return withStaff(session, ROLES, async (station, by) => {
    const { now } = await settledBatch(station, id);
    const facts = { recording, reason, now, approval: newApprovalId(station) };
    const batch = await strikeItem(station.catalog, id, facts, by);
    session.result({ batch }, () => destruction.struck(recording, id, batch.contentSha256 ?? cli.none));
    return 0;
  });
}
