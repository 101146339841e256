import { createHash, type Hash } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert } from '../evidence/assert.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { ExportFolder, ExportFolders } from '../ports/export-folder.ts';
import { durableFiles, storageError } from './durable-files.ts';

const PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const SUMS = 'SHA256SUMS';

/** A folder with `.part` behind its name until it is whole; nothing that is there is replaced or removed. */
export const exportFolders: ExportFolders = {
  open: async (path) => {
    const part = `${path}.part`;
    for (const taken of [path, part]) {
      if (existsSync(taken)) throw new SealdockError('export-exists', { about: taken });
    }
    await durableFiles.makeFolders(part);
    return writing(path, part);
  },
};

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly hash: Hash;
}

async function writing(path: string, part: string): Promise<ExportFolder> {
  const folders = new Set<string>();
  const sums = await newFile(part, SUMS);
  let current: OpenFile | null = null;

  const begin = async (name: string): Promise<OpenFile> => {
    assert(PATH.test(name) && name !== SUMS, `${JSON.stringify(name)} is no path of an export`);
    const folder = dirname(name);
    if (folder !== '.' && !folders.has(folder)) {
      await durableFiles.makeFolders(join(part, folder));
      // Tiles come folder by folder: only the last ones are worth remembering.
      if (folders.size > 64) folders.clear();
      folders.add(folder);
    }
    return { path: name, handle: await newFile(part, name), hash: createHash('sha256') };
  };
  const end = async (): Promise<void> => {
    if (current === null) return;
    const { path: name, handle, hash } = current;
    current = null;
    await handle.close();
    await writeAll(sums, Buffer.from(`${hash.digest('hex')}  ${name}\n`), part);
  };
  const append = async (name: string, bytes: Uint8Array): Promise<void> => {
    if (current?.path !== name) {
      await end();
      current = await begin(name);
    }
    current.hash.update(bytes);
    await writeAll(current.handle, bytes, name);
  };
  return {
    append,
    write: async (name, bytes) => {
      await append(name, bytes);
      await end();
    },
    finish: async () => {
      await end();
      await sums.close();
      await durableFiles.flushFileSystem(part);
      await durableFiles.moveFolder(part, path);
      await durableFiles.syncFolder(dirname(path));
    },
    abandon: async () => {
      await current?.handle.close();
      current = null;
      await sums.close();
    },
  };
}

async function newFile(part: string, name: string): Promise<FileHandle> {
  try {
    return await open(join(part, name), NEW_FILE, 0o644);
  } catch (thrown) {
    throw storageError(thrown, join(part, name));
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, about: string): Promise<void> {
  try {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, at);
      if (bytesWritten === 0) throw Object.assign(new Error('nothing was written'), { code: 'EIO' });
      at += bytesWritten;
    }
  } catch (thrown) {
    throw storageError(thrown, about);
  }
}
