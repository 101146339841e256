import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import type { RegisterShelf } from '../ports/register-shelf.ts';
import { type DurableFiles, durableFiles, storageError } from './durable-files.ts';

const NAME = /^\d{6,}$/;
const READ_ONLY_FILE = 0o444;

/** Registers below one folder, `000001/register.json` and so on. @param root absolute; made when it is not there. */
export function openRegisterFolder(root: string, files: DurableFiles = durableFiles): RegisterShelf {
  const folderOf = (no: number) => join(root, String(no).padStart(6, '0'));
  return {
    resolve: folderOf,
    write: async (no, all) => {
      await files.makeFolders(folderOf(no));
      for (const { name, bytes } of all)
        await files.replaceFile(join(folderOf(no), name), bytes, READ_ONLY_FILE);
    },
    read: async (no, name) => {
      const path = join(folderOf(no), name);
      try {
        return await readFile(path);
      } catch (thrown) {
        if (errnoOf(thrown) === 'ENOENT') return null;
        throw new SealdockError('vault-read-failed', {
          about: path,
          found: errnoOf(thrown) ?? '',
          cause: thrown,
        });
      }
    },
    names: (no) => namesIn(folderOf(no)),
    numbers: async () => {
      const names = (await namesIn(root)).filter((name) => NAME.test(name));
      return names.map(Number).sort((a, b) => a - b);
    },
  };
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw storageError(thrown, path);
  }
}
