import { shown } from '../../words/shown.ts';
import { factsText } from '../output/facts.ts';
import type { Session } from '../session.ts';
import { tellWhoRuns } from '../tell-who-runs.ts';

/** Makes the station's data folder, keys, catalogue and log; once. */
export async function init(session: Session): Promise<number> {
  const { config, file } = await session.loadConfig();
  const created = await tellWhoRuns(session, config, () => session.doors.createStation(config));
  const { cli } = session.words;
  const { verifierKey, logKey, sealKey, origin } = created;
  session.result({ origin, data: config.data, config: file, verifierKey, logKey, sealKey }, () =>
    [
      cli.initDone(config.station.name, shown(config.data)),
      factsText([
        [cli.facts.config, shown(file ?? cli.noConfigFile)],
        [cli.facts.verifierKey, verifierKey],
        [cli.facts.logKey, logKey],
        [cli.facts.sealKey, sealKey],
      ]),
      cli.keepVerifierKey,
    ].join('\n'),
  );
  return 0;
}
