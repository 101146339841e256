import { isAbsolute, join } from 'node:path';
import { SealdockError } from '../../evidence/errors.ts';
import type { TokenFile } from '../../ports/token-file.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';

/** As much of the log key's digest as tells the stations of one person apart. */
const KEY_CHARS = 16;

/** The file that keeps this person's token for this station, in their own configuration folder. */
export async function sessionFile(
  { io, doors }: Pick<Session, 'io' | 'doors'>,
  { catalog }: Pick<CliStation, 'catalog'>,
): Promise<TokenFile> {
  const station = await catalog.station();
  if (station === null) throw new SealdockError('not-initialised');
  const given = io.env.XDG_CONFIG_HOME ?? '';
  // The XDG base directory specification has relative paths passed over.
  const base = isAbsolute(given) ? given : join(io.home, '.config');
  return doors.openTokenFile(join(base, 'sealdock', `session-${station.logKey.slice(0, KEY_CHARS)}`));
}
