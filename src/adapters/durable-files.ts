import { chmodSync, closeSync, constants, openSync, renameSync, writeSync } from 'node:fs';
import { mkdir, open, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import { flushFileSystem } from './flush-file-system.ts';

const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/*
 * The only ways in which this program makes something durable. What a verb promises holds when it has returned;
 * a power cut before that leaves the state before or after it, except where the comment says otherwise.
 */

export interface DurableFiles {
  /** The folder and all above it exist; each new name is on the medium. */
  makeFolders(path: string): Promise<void>;
  /**
   * A new file with these bytes, flushed. Its name is durable only after `syncFolder` of its folder, so that a group
   * of files costs one flush. A cut before that leaves no file, an empty one or a short one.
   */
  createFile(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** A small new file with these bytes. It lasts only after `flushFileSystem`: many of them cost one flush. */
  writeFile(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /**
   * All that was written, named or moved on this path's file system until now is on the medium: syncfs(2). That it
   * succeeded is not yet the proof of it: see there.
   */
  flushFileSystem(path: string): Promise<void>;
  /** The file holds these bytes, or what it held before: temporary name, flush, rename, flush of the folder. */
  replaceFile(path: string, bytes: Uint8Array, mode?: number): Promise<void>;
  /** The names in this folder are on the medium. */
  syncFolder(path: string): Promise<void>;
  /** The folder has the new name; both parents need `syncFolder`. Refuses to replace a folder that holds files. */
  moveFolder(from: string, to: string): Promise<void>;
  /** A rename within one folder; durable after `syncFolder`. */
  renameFile(from: string, to: string): Promise<void>;
  /** Permission bits; durable after `syncFolder` of the folder itself. */
  setFolderMode(path: string, mode: number): Promise<void>;
  /** The file is gone, also after a cut. */
  removeFile(path: string): Promise<void>;
  /** The file has no name any more; durable after `syncFolder` of its folder. Nothing happens when it is gone. */
  unlinkFile(path: string): Promise<void>;
  /** An empty folder is gone; durable after `syncFolder` of its parent. Refuses a folder that holds something. */
  removeEmptyFolder(path: string): Promise<void>;
  /** The folder and what it holds are gone; durable after `syncFolder` of its parent. */
  removeFolder(path: string): Promise<void>;
}

export const durableFiles: DurableFiles = {
  makeFolders,
  createFile,
  flushFileSystem,
  replaceFile,
  syncFolder,
  // At once and not on the pool: a name is changed in memory, and a hop costs twenty times that (measured). A disk that
  // hangs stops the whole station here, as it does in the catalogue's next commit: nothing could be sealed on it anyway,
  // and its status is seen to stand still.
  moveFolder: (from, to) => guarded(to, async () => renameSync(from, to)),
  renameFile: (from, to) => guarded(to, async () => renameSync(from, to)),
  setFolderMode: (path, mode) => guarded(path, async () => chmodSync(path, mode)),
  writeFile: (path, bytes, mode) => guarded(path, async () => writeSmall(path, bytes, mode)),
  removeFile,
  unlinkFile: (path) => guarded(path, () => unlink(path).catch(ignoreGone)),
  removeEmptyFolder: (path) => guarded(path, () => rmdir(path)),
  removeFolder: (path) => guarded(path, () => rm(path, { recursive: true, force: true })),
};

export async function makeFolders(path: string): Promise<void> {
  await guarded(path, async () => {
    try {
      await mkdir(path, { mode: 0o700 });
    } catch (thrown) {
      const errno = errnoOf(thrown);
      if (errno === 'EEXIST') return;
      if (errno !== 'ENOENT') throw thrown;
      await makeFolders(dirname(path));
      await mkdir(path, { mode: 0o700 }).catch(ignoreExisting);
    }
    await syncFolder(dirname(path));
  });
}

function writeSmall(path: string, bytes: Uint8Array, mode: number): void {
  const descriptor = openSync(path, NEW_FILE, mode);
  try {
    for (let at = 0; at < bytes.length; ) {
      const written = writeSync(descriptor, bytes, at);
      if (written === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
      at += written;
    }
  } finally {
    closeSync(descriptor);
  }
}

async function createFile(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await guarded(path, async () => {
    const handle = await open(path, NEW_FILE, mode);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

export async function replaceFile(path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  await guarded(path, async () => {
    const temporary = `${path}.${process.pid}.${nextTemporary()}.tmp`;
    try {
      await createFile(temporary, bytes, mode);
      await rename(temporary, path);
    } catch (thrown) {
      await unlink(temporary).catch(() => {});
      throw thrown;
    }
    await syncFolder(dirname(path));
  });
}

export async function syncFolder(path: string): Promise<void> {
  await guarded(path, async () => {
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function removeFile(path: string): Promise<void> {
  await guarded(path, async () => {
    await unlink(path);
    await syncFolder(dirname(path));
  });
}

async function guarded(path: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    throw storageError(thrown, path);
  }
}

/** A failed write, in the words of the table: a full disk is told apart, because nothing is broken then. */
export function storageError(thrown: unknown, about: string): SealdockError {
  if (thrown instanceof SealdockError) return thrown;
  const errno = errnoOf(thrown);
  const full = errno === 'ENOSPC' || errno === 'EDQUOT';
  const taken = errno === 'ENOTEMPTY' || errno === 'EEXIST';
  return new SealdockError(full ? 'vault-full' : taken ? 'recording-id-taken' : 'vault-write-failed', {
    about,
    found: errno ?? String(thrown),
    cause: thrown,
  });
}

function ignoreExisting(thrown: unknown): void {
  if (errnoOf(thrown) !== 'EEXIST') throw thrown;
}

function ignoreGone(thrown: unknown): void {
  if (errnoOf(thrown) !== 'ENOENT') throw thrown;
}

let temporaries = 0;

function nextTemporary(): number {
  temporaries += 1;
  return temporaries;
}
