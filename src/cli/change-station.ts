import { refuseSetBack } from '../audit/log-standing.ts';
import { publishLog } from '../audit/publish-log.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { CliStation } from './doors.ts';
import { type Session, withStation } from './session.ts';

/** Changes the catalogue, beside a running daemon or alone; its entries are published in either case. */
export async function changeStation<T>(
  session: Session,
  change: (station: CliStation) => Promise<T>,
): Promise<T> {
  let isRunning = false;
  const changed = await withStation(session, 'look', async (station) => {
    // Before anything is written: a log that came out of a backup is not continued by chance.
    await refuseSetBack(station, { origin: station.config.station.origin });
    isRunning = (await station.board.read()) !== null;
    return change(station);
  });
  if (!isRunning) await publishAlone(session);
  return changed;
}

/** Whoever has the station for itself at this moment publishes when it ends. */
async function publishAlone(session: Session): Promise<void> {
  try {
    await withStation(session, 'ingest', async (station) => {
      await publishLog(station, { origin: station.config.station.origin });
    });
  } catch (thrown) {
    if (!(thrown instanceof SealdockError) || thrown.code !== 'busy') throw thrown;
  }
}
