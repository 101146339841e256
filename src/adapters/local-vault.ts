import { constants, mkdirSync, statfsSync } from 'node:fs';
import { lstat, open, opendir, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import type { StagingKey } from '../evidence/recording.ts';
import { asSealed } from '../evidence/recording.ts';
import { MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME } from '../evidence/vault-path.ts';
import { RANGE_BYTES_LIMIT } from '../ports/card.ts';
import type { Vault, VaultFile } from '../ports/vault.ts';
import { type DurableFiles, durableFiles, storageError } from './durable-files.ts';
import { checkFolder, endFolder } from './sealed-folder.ts';
import { openTornShelf } from './torn-shelf.ts';

/** Staging lies inside the vault, because a rename must not cross a file system. */
export const STAGING_FOLDER = '.staging';
/** Made by mkfs in the root of a file system. What fsck puts there is told; the folder itself is no stray. */
const DISK_FOLDER = 'lost+found';
/** The name of the bytes while they are only staged. */
export const STAGED_NAME = 'bytes';
/** A staging place is named after its key. */
const PLACE = /^[0-9a-f]{32}$/;
const READ_ONLY_FILE = 0o444;
const READ_ONLY_FOLDER = 0o555;
/** Nothing, or something else: a link in the place of a sealed file is never followed. */
const NO_FILE_THERE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR']);
/** Folders known to exist, so that a group of recordings does not ask for each of them again. */
const KNOWN_FOLDERS_LIMIT = 1_024;

/**
 * A vault in a folder of the local file system.
 * @param root absolute path; made when it is not there.
 */
export async function openLocalVault(root: string, files: DurableFiles = durableFiles): Promise<Vault> {
  const staging = join(root, STAGING_FOLDER);
  await files.makeFolders(staging);
  const shelf = await openTornShelf(staging, files);
  const known = new Set<string>();

  const placeOf = (key: StagingKey) => join(staging, key);
  const stagedBytes = (key: StagingKey) => join(placeOf(key), STAGED_NAME);

  async function ensureFolder(path: string): Promise<void> {
    if (known.has(path)) return;
    await files.makeFolders(path);
    if (known.size >= KNOWN_FOLDERS_LIMIT) known.clear();
    known.add(path);
  }

  return {
    root,
    room: async () => {
      const facts = statfsSync(root);
      return { freeBytes: facts.bavail * facts.bsize, totalBytes: facts.blocks * facts.bsize };
    },

    openStaging: async (key) => {
      const place = placeOf(key);
      try {
        makePlace(place);
      } catch (thrown) {
        if (errnoOf(thrown) !== 'EEXIST') throw storageError(thrown, place);
        await shelf.setAside(place, key);
        try {
          makePlace(place);
        } catch (again) {
          throw storageError(again, place);
        }
      }
      return stagedBytes(key);
    },
    readStaged: (key, offset, length) => readOurs(stagedBytes(key), offset, length),
    describe: async (key, described) => {
      const place = placeOf(key);
      await files.renameFile(stagedBytes(key), join(place, described.sealedName));
      const small: readonly (readonly [string, Uint8Array])[] = [
        [MANIFEST_NAME, Buffer.from(described.manifestText)],
        [SIGNATURE_NAME, described.signature],
        [SUMS_NAME, Buffer.from(described.sums)],
      ];
      // Where nothing can be read from the medium, nobody can prove the flush of the group: each is flushed by itself.
      const write = described.verified.readBackFrom === 'medium' ? files.writeFile : files.createFile;
      await Promise.all(small.map(([name, bytes]) => write(join(place, name), bytes, READ_ONLY_FILE)));
    },
    seal: async (group) => {
      for (const { described } of group)
        await ensureFolder(join(resolveInside(root, described.folder), '..'));
      for (const { key, described } of group) {
        const to = resolveInside(root, described.folder);
        await files.moveFolder(placeOf(key), to);
        await files.setFolderMode(to, READ_ONLY_FOLDER);
      }
      await files.flushFileSystem(root);
      return group.map(({ described }) => asSealed(described));
    },
    confirm: async (folder) => {
      const at = resolveInside(root, folder);
      await files.setFolderMode(at, READ_ONLY_FOLDER);
      await files.flushFileSystem(root);
    },
    setAsideUnfinished: async (folder, key) => {
      const at = resolveInside(root, folder);
      await files.setFolderMode(at, 0o700);
      await shelf.setAside(at, key);
      await files.syncFolder(join(at, '..'));
    },

    setAside: async (key) => {
      if (await exists(placeOf(key))) await shelf.setAside(placeOf(key), key);
    },
    setAsideStaging: async () => {
      for (const name of await readdir(staging)) {
        if (!PLACE.test(name)) continue;
        await shelf.setAside(join(staging, name), name as StagingKey).catch(stayWhenCrowded);
      }
    },
    keysInStaging: async () => {
      const torn = (await shelf.list()).map((copy) => copy.key);
      const placed = (await readdir(staging)).filter((name) => PLACE.test(name)) as StagingKey[];
      return new Set([...torn, ...placed]);
    },
    tornCopies: () => shelf.list(),
    tornCopiesOf: (key) => shelf.listOf(key),
    readTorn: (torn, offset, length) => readOurs(torn.path, offset, length),
    removeTorn: (torn) => shelf.remove(torn),

    checkFolder: (folder, names, options) => checkFolder(root, folder, names, options),
    destroySealed: async (folder, names) => {
      await checkFolder(root, folder, names, { isPart: true });
      await endFolder(files, join(root, folder), names);
    },

    has: (folder) => exists(resolveInside(root, folder)),
    readSealed: async (path, offset, length) => {
      try {
        return await readOurs(resolveInside(root, path), offset, length);
      } catch (thrown) {
        if (thrown instanceof SealdockError && NO_FILE_THERE.has(thrown.found ?? '')) return null;
        throw thrown;
      }
    },
    resolve: (path) => resolveInside(root, path),
    walk: () => walk(root, ''),
    listFolder: async (folder) => {
      const found: VaultFile[] = [];
      for (const name of await namesIn(resolveInside(root, folder))) {
        found.push(await factsOf(root, `${folder}/${name}`));
      }
      return found;
    },
  };
}

function makePlace(place: string): void {
  mkdirSync(place, { mode: 0o700 }); // at once: a name in memory, as for the verbs
}

/** One card file with too many torn copies stays where it is and is refused by name; the station goes on. */
function stayWhenCrowded(thrown: unknown): void {
  if (!(thrown instanceof SealdockError) || thrown.code !== 'staging-crowded') throw thrown;
}

/**
 * The one way from a relative path to an absolute one.
 * @throws SealdockError `defect` for a path that would leave the vault.
 */
function resolveInside(root: string, path: string): string {
  const at = join(root, path);
  if (path.includes('\0') || !at.startsWith(root + sep)) {
    throw new SealdockError('defect', { about: `path leaves the vault: ${JSON.stringify(path)}` });
  }
  return at;
}

/** Reads a file of ours without following a link in its place. */
async function readOurs(path: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(Math.min(length, RANGE_BYTES_LIMIT));
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw new SealdockError('vault-read-failed', {
      about: path,
      found: errnoOf(thrown) ?? String(thrown),
      cause: thrown,
    });
  }
}

async function* walk(root: string, folder: string): AsyncGenerator<VaultFile> {
  const opened = await opendir(join(root, folder)).catch(() => null);
  // What cannot be listed (a name that is not UTF-8, or too long) is not ours; its folder is told as a stray.
  if (opened === null) return;
  for await (const entry of opened) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (path === STAGING_FOLDER) continue;
    const isOfTheDisk = path === DISK_FOLDER && entry.isDirectory();
    if (!isOfTheDisk) yield await factsOf(root, path);
    if (entry.isDirectory()) yield* walk(root, path);
  }
}

/** A name that is not UTF-8 cannot be found again by its text: nothing of ours has one, so it is told as special. */
async function factsOf(root: string, path: string): Promise<VaultFile> {
  const facts = await lstat(join(root, path)).catch(() => null);
  if (facts === null) return { path, kind: 'special-file', sizeBytes: 0, mode: 0 };
  const kind = facts.isSymbolicLink()
    ? 'symbolic-link'
    : facts.isDirectory()
      ? 'folder'
      : facts.isFile()
        ? 'file'
        : 'special-file';
  return { path, kind, sizeBytes: facts.size, mode: facts.mode & 0o7777 };
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw storageError(thrown, path);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return false;
    throw storageError(thrown, path);
  }
}
