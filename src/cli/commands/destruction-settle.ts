import { INCIDENT_SETTLERS, settleIncident } from '../../destruction/settle-incident.ts';
import type { BatchId } from '../../evidence/destruction.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import { withInterrupt } from '../interrupt.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

/** What became of a recording that was not what was sealed when it should have been destroyed. */
export async function destructionSettle(
  session: Session,
  batch: BatchId,
  recording: RecordingId,
  { reason, lost = false }: { readonly reason: string; readonly lost?: boolean },
): Promise<number> {
  const { destruction, cli } = session.words;
  return withInterrupt(
    session,
    () => cli.stopping,
    (signal) =>
      withStaff(session, INCIDENT_SETTLERS, async (station, by) => {
        const { now } = await station.destruction.watch.look();
        const facts = { recording, reason, now, isLost: lost, signal };
        const item = await settleIncident(station.destruction, batch, facts, by);
        session.result({ batch, item }, () =>
          item.state === 'restored' ? destruction.restored(recording) : destruction.lost(recording),
        );
        return 0;
      }),
  );
}
