import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SealdockError } from '../evidence/errors.ts';

export const SYSTEM_FILE = '/etc/sealdock/sealdock.yaml';
/** The `config` folder of this checkout or installation. */
export const PROJECT_FOLDER = resolve(import.meta.dirname, '../../config');
const PROJECT_FILE = resolve(PROJECT_FOLDER, 'sealdock.yaml');

export interface FileSearch {
  readonly flag: string | null;
  readonly env: string | null;
  readonly cwd: string;
}

/**
 * The file that counts: `--config`, `$SEALDOCK_CONFIG`, /etc, the project's. Null when the built-in defaults do.
 * @throws SealdockError `config-missing` when the one that was asked for is not there.
 */
export async function findConfigFile(search: FileSearch): Promise<string | null> {
  const asked = search.flag ?? search.env;
  if (asked !== null) {
    const path = resolve(search.cwd, asked);
    if (await isThere(path)) return path;
    throw new SealdockError('config-missing', { about: path });
  }
  for (const path of [SYSTEM_FILE, PROJECT_FILE]) if (await isThere(path)) return path;
  return null;
}

async function isThere(path: string): Promise<boolean> {
  // A file that is there and may not be read is an error of reading, not a reason to take another one.
  return access(path).then(
    () => true,
    (thrown: { code?: string }) => thrown.code !== 'ENOENT' && thrown.code !== 'ENOTDIR',
  );
}
