import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, realpath, stat, statfs } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import type { CardPath } from '../evidence/card-path.ts';
import { bytesOfCardPath, cardPathOf } from '../evidence/card-path.ts';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import type { Medium } from '../evidence/medium.ts';
import type { CardFile } from '../evidence/recording.ts';
import { utcOf } from '../evidence/time.ts';
import type { Card, CardEntry, Cards } from '../ports/card.ts';
import { CARD_DEPTH_LIMIT, CARD_FILES_LIMIT, RANGE_BYTES_LIMIT } from '../ports/card.ts';
import { cardCodeOf } from './card-errno.ts';
import { blockDeviceOf, mountFactsOf } from './mounts.ts';
import { isVolumeDirty } from './volume-flags.ts';

const SLASH = Buffer.from('/');

/**
 * Mounted media and plain folders, for reading.
 * @param ourFolders absolute paths that hold our own data: nothing in, around or above them is a card.
 */
export function openCards(ourFolders: readonly string[]): Cards {
  return {
    open: async (request) => {
      const root = await resolveRoot(request.path, ourFolders);
      const opened = await stat(root);
      const mount = await mountFactsOf(root);
      const device = await blockDeviceOf(opened.dev);
      checkMedium(request.medium, device, root);
      const facts = {
        label: request.label ?? mount.label,
        fileSystem: mount.fileSystem,
        readOnly: mount.readOnly,
        // The service itself may read no block device; its mount helper has.
        dirty: request.medium?.dirty ?? (await isVolumeDirty(mount.source, mount.fileSystem)),
      };
      const isStillThere = async () => {
        const now = await stat(root).catch(() => null);
        return (
          now?.dev === opened.dev && now.ino === opened.ino && (await blockDeviceOf(opened.dev)) === device
        );
      };
      return cardAt(root, opened.dev, facts, isStillThere);
    },
  };
}

/**
 * The medium that was told is the one that is mounted there. Between the two another disk may have taken its name, or
 * nothing is mounted any more: an empty mount point must not pass for an empty card.
 * @param mounted as `blockDeviceOf` tells it.
 */
function checkMedium(medium: Medium | null, mounted: string | null, root: string): void {
  if (medium === null || (medium.device === null && medium.diskSeq === null)) return;
  const [path = '', diskSeq = ''] = mounted?.split('#') ?? [];
  const isDevice = medium.device === null ? mounted !== null : basename(path) === medium.device;
  // Kernels before 5.15 count no disks.
  const isVisit = medium.diskSeq === null || diskSeq === '' || diskSeq === medium.diskSeq;
  if (isDevice && isVisit) return;
  throw new SealdockError('card-gone', {
    about: root,
    expected: `${medium.device ?? 'a medium'}, DISKSEQ ${medium.diskSeq ?? '?'}`,
    found: mounted === null ? 'no medium' : `${basename(path)}, DISKSEQ ${diskSeq}`,
  });
}

function cardAt(
  root: string,
  device: number,
  facts: Card['facts'],
  isStillThere: () => Promise<boolean>,
): Card {
  const base = Buffer.from(root);
  const absolute = (path: CardPath) => Buffer.concat([base, SLASH, bytesOfCardPath(path)]);
  const cardError = async (thrown: unknown, about: string) => {
    if (thrown instanceof SealdockError) return thrown;
    const errno = errnoOf(thrown) ?? 'failed';
    return new SealdockError(await cardCodeOf(errno, isStillThere), { about, found: errno, cause: thrown });
  };

  return {
    root,
    facts,
    isStillThere,
    room: async () => {
      try {
        const { bsize, blocks, bfree } = await statfs(root);
        return { totalBytes: bsize * blocks, freeBytes: bsize * bfree };
      } catch (thrown) {
        throw await cardError(thrown, root);
      }
    },
    list: () => listBelow(base, device, cardError),
    look: async (path) => {
      try {
        const found = await lstat(absolute(path));
        return found.isFile() ? cardFileOf(path, found) : null;
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT' && (await isStillThere())) return null;
        throw await cardError(thrown, path.text);
      }
    },
    readRange: async (path, offset, length) => {
      try {
        return await readInside(base, absolute(path), path, offset, Math.min(length, RANGE_BYTES_LIMIT));
      } catch (thrown) {
        throw await cardError(thrown, path.text);
      }
    },
  };
}

async function resolveRoot(path: string, ourFolders: readonly string[]): Promise<string> {
  const root = await realpath(path).catch(() => null);
  if (root === null || !(await stat(root)).isDirectory()) {
    throw new SealdockError('not-a-folder', { about: path, expected: 'a folder' });
  }
  const { dev, ino } = await stat(root);
  for (const ours of ourFolders) {
    const own = await realpath(ours).catch(() => ours);
    const itself = await stat(own).catch(() => null);
    if (itself?.dev === dev && itself.ino === ino) {
      // The same folder under another name: a bind mount.
      throw new SealdockError('card-is-our-own', { about: root, expected: `not ${own}` });
    }
    if (
      `${root}${sep}`.startsWith(`${own}${sep}`) ||
      `${own}${sep}`.startsWith(root === sep ? sep : `${root}${sep}`)
    ) {
      throw new SealdockError('card-is-our-own', { about: root, expected: `nothing in or around ${own}` });
    }
  }
  return root;
}

/** Depth first, with a stack of our own, so that neither depth nor breadth costs more than one folder's names. */
async function* listBelow(
  base: Buffer,
  device: number,
  cardError: (thrown: unknown, about: string) => Promise<SealdockError>,
): AsyncGenerator<CardEntry> {
  const folders: Buffer[] = [Buffer.alloc(0)];
  // A broken file system may hold a folder twice, or in itself: each is walked once, and folders count like files.
  const walked = new Set<string>();
  let met = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const names = await namesIn(base, folder).catch(async (thrown: unknown) => {
      const error = await cardError(thrown, cardPathOf(folder as Buffer).text);
      if (error.code === 'card-gone') throw error;
      return null;
    });
    if (names === null) {
      yield { kind: 'unreadable', file: unknownFile(folder) };
      continue;
    }
    for (const name of names) {
      const path = folder.length === 0 ? name : Buffer.concat([folder, SLASH, name]);
      const entry = await entryAt(base, path, device).catch(async (thrown: unknown): Promise<Met> => {
        const error = await cardError(thrown, cardPathOf(path).text);
        if (error.code === 'card-gone') throw error;
        return { kind: 'unreadable', file: unknownFile(path) };
      });
      met += 1;
      if (met > CARD_FILES_LIMIT) {
        throw new SealdockError('card-too-many-files', {
          about: base.toString(),
          expected: `at most ${CARD_FILES_LIMIT}`,
        });
      }
      if (entry.kind !== 'folder') yield entry;
      else if (depthOf(path) >= CARD_DEPTH_LIMIT || walked.has(entry.inode)) {
        yield { kind: 'unreadable', file: unknownFile(path) };
      } else {
        walked.add(entry.inode);
        folders.push(path);
      }
    }
  }
}

async function namesIn(base: Buffer, folder: Buffer): Promise<readonly Buffer[]> {
  const names = await readdir(Buffer.concat([base, SLASH, folder]), { encoding: 'buffer' });
  return names.sort(Buffer.compare);
}

/** What a name in a folder stands for. */
type Met = CardEntry | { readonly kind: 'folder'; readonly inode: string };

async function entryAt(base: Buffer, path: Buffer, device: number): Promise<Met> {
  const found = await lstat(Buffer.concat([base, SLASH, path]));
  if (found.isDirectory()) {
    return found.dev === device
      ? { kind: 'folder', inode: inodeOf(found) }
      : { kind: 'special-file', file: cardFileOf(cardPathOf(path), found) };
  }
  const kind = found.isSymbolicLink() ? 'symbolic-link' : found.isFile() ? 'file' : 'special-file';
  return { kind, file: cardFileOf(cardPathOf(path), found) };
}

function cardFileOf(path: CardPath, found: Stats): CardFile {
  return {
    path,
    sizeBytes: found.size,
    modifiedAt: utcOf(found.mtimeMs),
    inode: inodeOf(found),
  };
}

function inodeOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

function unknownFile(path: Buffer): CardFile {
  return { path: cardPathOf(path), sizeBytes: 0, modifiedAt: utcOf(0), inode: '' };
}

function depthOf(path: Buffer): number {
  let depth = 1;
  for (const byte of path) if (byte === 0x2f) depth += 1;
  return depth;
}

/** Opens without following a link, without waiting for a pipe, and only what lies inside the card. */
async function readInside(
  base: Buffer,
  at: Buffer,
  path: CardPath,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const handle = await open(at, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const real = await realpath(`/proc/self/fd/${handle.fd}`, { encoding: 'buffer' });
    const inside = real.subarray(0, base.length + 1).equals(Buffer.concat([base, SLASH]));
    if (!inside || !(await handle.stat()).isFile()) {
      throw new SealdockError('card-path-escapes', {
        about: path.text,
        expected: `a file below ${base.toString()}`,
      });
    }
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
