import { shown } from '../../words/shown.ts';
import type { Session } from '../session.ts';

/**
 * Loading checks every setting; what is wrong leaves as `config-invalid`, with every line. The recorder models and the
 * policies that it names are part of it.
 */
export async function configCheck(session: Session): Promise<number> {
  const { file, config } = await session.loadConfig();
  await session.doors.readModels(config);
  await session.doors.readPolicies(config);
  const { cli } = session.words;
  session.result({ file }, () => cli.configSound(shown(file ?? cli.noConfigFile)));
  return 0;
}
