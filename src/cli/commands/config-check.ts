import { shown } from '../../words/shown.ts';
import type { Session } from '../session.ts';

/** Loading checks everything; what is wrong leaves as `config-invalid`, with every line. */
export async function configCheck(session: Session): Promise<number> {
  const { file } = await session.loadConfig();
  const { cli } = session.words;
  session.result({ file }, () => cli.configSound(shown(file ?? cli.noConfigFile)));
  return 0;
}
