import { utcOf } from '../../evidence/time.ts';
import { confirmClock } from '../../retention/confirm-clock.ts';
import { timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

export async function retentionConfirmClock(
  session: Session,
  { reason }: { readonly reason: string },
): Promise<number> {
  return withStaff(session, ['system-admin'], async (station, by) => {
    const { catalog, destruction, clock, config } = station;
    await confirmClock({ catalog, watch: destruction.watch }, reason, by);
    const at = utcOf(clock.read().wallMs);
    session.result({ confirmed: at }, () =>
      session.words.destruction.clockConfirmed(timeText(at, config.station.zone)),
    );
    return 0;
  });
}
