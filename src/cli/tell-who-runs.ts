import type { Config } from '../config/config.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { StationStatus } from '../ports/status-board.ts';
import { AdvisedError } from './advised-error.ts';
import { timeText } from './output/quantities.ts';
import type { Session } from './session.ts';

/** Does what needs the station for itself. @throws SealdockError `busy`, which names the process that has it. */
export async function tellWhoRuns<T>(session: Session, config: Config, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (thrown) {
    if (!(thrown instanceof SealdockError) || thrown.code !== 'busy') throw thrown;
    const status = await boardOf(session, config);
    if (status === null) throw thrown;
    const { cli } = session.words;
    const since = timeText(status.startedAt as UtcTime, config.station.zone);
    throw new AdvisedError('busy', cli.runsAlreadyHint, {
      about: cli.runsAlready(status.pid, since),
      cause: thrown,
    });
  }
}

/** Null when no daemon runs: then it is a single command, which ends by itself. */
async function boardOf({ doors }: Session, config: Config): Promise<StationStatus | null> {
  // The station may be half made; what is told then is the first error.
  const station = await doors.openStation(config, 'look').catch(() => null);
  if (station === null) return null;
  try {
    return await station.board.read();
  } finally {
    await station.close();
  }
}
