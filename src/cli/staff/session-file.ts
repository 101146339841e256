import { isAbsolute, join } from 'node:path';
import { readEntry } from '../../audit/entry-fault.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { keyIdOf } from '../../evidence/public-key.ts';
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
  const key = await firstLogKey(catalog);
  const given = io.env.XDG_CONFIG_HOME ?? '';
  // The XDG base directory specification has relative paths passed over.
  const base = isAbsolute(given) ? given : join(io.home, '.config');
  return doors.openTokenFile(join(base, 'sealdock', `session-${key.slice(0, KEY_CHARS)}`));
}

/** The id of the key that the log began with: a key change must not sign everybody out without a word. */
async function firstLogKey(catalog: CliStation['catalog']): Promise<string> {
  const station = await catalog.station();
  if (station === null) throw new SealdockError('not-initialised');
  const [first] = await catalog.auditRows(0, 1);
  const key = Buffer.from(String(readEntry(first?.text ?? '')?.detail.logKey ?? ''), 'base64');
  return key.length === 32 ? keyIdOf(key) : station.logKey;
}
