import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import type { StagingKey } from '../evidence/recording.ts';
import { MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME } from '../evidence/vault-path.ts';
import type { TornCopy } from '../ports/vault.ts';
import type { DurableFiles } from './durable-files.ts';

const SHELF_FOLDER = 'torn';
/** One card file may leave this many different torn copies; then somebody has to look at that card. */
const TORN_PER_FILE_LIMIT = 8;
const OURS = new Set([MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME]);

export interface TornShelf {
  /** Moves an unfinished folder onto the shelf; one that holds no byte of a card goes at once. */
  setAside(folder: string, key: StagingKey): Promise<void>;
  list(): Promise<readonly TornCopy[]>;
  listOf(key: StagingKey): Promise<readonly TornCopy[]>;
  remove(torn: TornCopy): Promise<void>;
}

/**
 * Interrupted copies. They are kept until their bytes are proved to be inside a sealed recording: if the card is
 * lost meanwhile, half a recording is still evidence.
 */
export async function openTornShelf(staging: string, files: DurableFiles): Promise<TornShelf> {
  const shelf = join(staging, SHELF_FOLDER);
  await files.makeFolders(shelf);
  return {
    setAside: async (folder, key) => {
      if ((await bytesIn(folder)) === null) {
        await files.removeFolder(folder);
        return;
      }
      await files.moveFolder(folder, join(shelf, `${key}.${await freeNumber(shelf, key)}`));
      await files.syncFolder(shelf);
      await files.syncFolder(dirname(folder));
    },
    list: async () => copiesAt(shelf, (await readdir(shelf)).sort()),
    listOf: (key) =>
      copiesAt(
        shelf,
        Array.from({ length: TORN_PER_FILE_LIMIT }, (_, number) => `${key}.${number}`),
      ),
    remove: async (torn) => {
      await files.removeFolder(join(shelf, `${torn.key}.${torn.number}`));
      await files.syncFolder(shelf);
    },
  };
}

async function copiesAt(shelf: string, names: readonly string[]): Promise<readonly TornCopy[]> {
  const copies: TornCopy[] = [];
  for (const name of names) {
    const [, key, number] = /^([0-9a-f]{32})\.(\d)$/.exec(name) ?? [];
    if (key === undefined) continue;
    const bytes = await bytesIn(join(shelf, name));
    if (bytes !== null) copies.push({ key: key as StagingKey, number: Number(number), ...bytes });
  }
  return copies;
}

/** The file in a staging folder that holds bytes of a card; null when there is none or it is empty. */
async function bytesIn(folder: string): Promise<{ path: string; sizeBytes: number } | null> {
  for (const name of await readdir(folder).catch(noneWhenGone)) {
    if (OURS.has(name)) continue;
    const path = join(folder, name);
    const facts = await lstat(path);
    if (facts.isFile() && facts.size > 0) return { path, sizeBytes: facts.size };
  }
  return null;
}

/** Another lane may have released a copy since the shelf was listed. */
function noneWhenGone(thrown: unknown): string[] {
  if (errnoOf(thrown) === 'ENOENT') return [];
  throw thrown;
}

async function freeNumber(shelf: string, key: StagingKey): Promise<number> {
  for (let number = 0; number < TORN_PER_FILE_LIMIT; number += 1) {
    try {
      await lstat(join(shelf, `${key}.${number}`));
    } catch (thrown) {
      if (errnoOf(thrown) === 'ENOENT') return number;
      throw thrown;
    }
  }
  throw new SealdockError('staging-crowded', {
    about: join(shelf, key),
    expected: `at most ${TORN_PER_FILE_LIMIT} torn copies of one file`,
  });
}
