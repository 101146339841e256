import { overviewOf } from '../checks/station-overview.ts';
import { statusText } from '../checks/status-text.ts';
import { type Session, withStation } from '../session.ts';

export async function status(session: Session): Promise<number> {
  return withStation(session, 'look', async (station) => {
    const overview = await overviewOf(station);
    session.result(overview, () => statusText(session, overview));
    return 0;
  });
}
