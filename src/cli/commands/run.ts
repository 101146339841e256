import type { Config } from '../../config/config.ts';
import { asSealdockError } from '../../evidence/errors.ts';
import { shown } from '../../words/shown.ts';
import type { Session } from '../session.ts';
import { tellWhoRuns } from '../tell-who-runs.ts';

/** Runs the station until it is told to stop; the root says what that is. */
export async function run(session: Session, options: { readonly init?: boolean }): Promise<number> {
  const loaded = await session.loadConfig();
  return tellWhoRuns(session, loaded.config, async () => {
    if (options.init === true) await initIfNew(session, loaded.config);
    return session.doors.startDaemon(loaded, session.io);
  });
}

/** Only when asked: a data disk that is not mounted must not become a new station with new keys. */
async function initIfNew({ doors, note, words }: Session, config: Config): Promise<void> {
  try {
    await doors.createStation(config);
    note(words.cli.initDone(config.station.name, shown(config.data)));
  } catch (thrown) {
    if (asSealdockError(thrown).code !== 'already-initialised') throw thrown;
  }
}
