import type { RecorderNo } from '../../evidence/ids.ts';
import { confirmRecorder } from '../../recorders/change-register.ts';
import { registeredOrRefuse, withRegister } from '../register/change-register.ts';
import type { Session } from '../session.ts';
import { keepAndTell } from './recorder-change.ts';

/** Differences of one recorder; the register knows no more serials and cards of it than 16 each. */
export const ALERTS_LIMIT = 1_000;

export async function recorderConfirm(
  session: Session,
  no: RecorderNo,
  { reason }: { readonly reason?: string },
): Promise<number> {
  return withRegister(session, async (station, by) => {
    const { register } = session.words;
    const before = await registeredOrRefuse(station, no);
    const alerts = await station.catalog.openAlerts(before.no, ALERTS_LIMIT);
    const change = confirmRecorder(before, alerts, reason ?? null, by);
    const none = register.nothingToConfirm(before.no);
    return keepAndTell(session, station, {
      no: before.no,
      change,
      by,
      done: register.confirmed(before.no),
      none,
    });
  });
}
