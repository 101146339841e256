import { constants, existsSync } from 'node:fs';
import { access, open, opendir, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert } from '../evidence/assert.ts';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { type DurableFiles, durableFiles, storageError } from './durable-files.ts';

/** No file of a log is longer than a bundle of 256 entries of 65,535 bytes; what is longer is cut, and differs. */
const FILE_BYTES_LIMIT = 256 * (2 + 65_535) + 1;
const DEPTH_LIMIT = 12;
/** Relative, without empty names, `.` or `..`: a path cannot leave the folder. */
const PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[a-z0-9.]+(?:\/[a-z0-9.]+)*$/;

/** The published log as plain files in one folder, which any web server or USB stick can carry elsewhere. */
export function openLogFolder(root: string, files: DurableFiles = durableFiles): LogFiles {
  return {
    read: (path) => readWhole(resolve(root, path)),
    write: (path, bytes) => writeWhole(files, resolve(root, path), bytes),
    removePartial: (path) => removePartial(resolve(root, path)),
    setAside: (branch) => setAside(files, root, branch),
    list: () => list(root, '', 0),
  };
}

function resolve(root: string, path: string): string {
  assert(PATH.test(path), `${JSON.stringify(path)} is no path of the log`);
  return join(root, path);
}

/** Null for what is not there, and for what is no regular file: a link is never followed. */
async function readWhole(path: string): Promise<Uint8Array | null> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile()) return null;
      const bytes = Buffer.alloc(Math.min(found.size, FILE_BYTES_LIMIT));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(thrown) ?? '')) return null;
    throw readError(thrown, path);
  }
}

/** Folders are made when a write finds none: looking first would cost a flush for each file. */
async function writeWhole(files: DurableFiles, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await files.replaceFile(path, bytes, 0o644);
  } catch (thrown) {
    if (!(thrown instanceof SealdockError) || errnoOf(thrown.cause) !== 'ENOENT') throw thrown;
    await files.makeFolders(dirname(path));
    await files.replaceFile(path, bytes, 0o644);
  }
}

/** Not flushed: a partial tile that a power cut brings back says nothing wrong. */
async function removePartial(path: string): Promise<void> {
  const full = path.replace(/\.p\/\d{1,3}$/, '');
  assert(full !== path, `${path} is no partial tile`);
  await access(full).catch((cause) => {
    throw new SealdockError('defect', { about: `${path} has no full tile yet`, cause });
  });
  try {
    await unlink(path);
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return;
    throw storageError(thrown, path);
  }
  await rmdir(dirname(path)).catch(ignoreOtherPartials);
}

/** Tiles first: while the checkpoint shows the old branch, whoever asks again moves what is left. */
async function setAside(files: DurableFiles, root: string, branch: string): Promise<void> {
  assert(/^[a-z0-9.-]+$/.test(branch), `${JSON.stringify(branch)} is no name of a branch`);
  const aside = `${root}-left/${branch}`;
  await files.makeFolders(aside);
  for (const name of ['tile', 'checkpoint']) {
    if (!existsSync(join(root, name))) continue;
    await files.moveFolder(join(root, name), join(aside, name));
    await files.syncFolder(aside);
    await files.syncFolder(root);
  }
}

function ignoreOtherPartials(thrown: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(thrown) ?? '')) throw thrown;
}

/** Leaves out the temporary files that a cut may leave behind; links and special files are told like files. */
async function* list(root: string, below: string, depth: number): AsyncGenerator<string> {
  if (depth > DEPTH_LIMIT)
    throw new SealdockError('audit-differs', { about: below, found: 'nested too deep' });
  let folder: Awaited<ReturnType<typeof opendir>>;
  try {
    folder = await opendir(join(root, below));
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return;
    throw readError(thrown, join(root, below));
  }
  for await (const entry of folder) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* list(root, path, depth + 1);
    else if (!entry.name.endsWith('.tmp')) yield path;
  }
}

function readError(thrown: unknown, about: string): SealdockError {
  return new SealdockError('vault-read-failed', { about, found: errnoOf(thrown) ?? '', cause: thrown });
}
