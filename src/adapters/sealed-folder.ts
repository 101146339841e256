import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import { type DurableFiles, storageError } from './durable-files.ts';

/** `YYYY/MM/DD/<recorder no>/<recording id>`: nothing above it, and nothing beside it, is ever meant. */
const SEALED_FOLDER = /^\d{4}\/\d\d\/\d\d\/[A-Za-z0-9][A-Za-z0-9_.-]*\/[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const OWNER_MAY_REMOVE = 0o700;

/**
 * A folder holds exactly these files, each with one name; with `isPart` some of them may be gone, or the folder. Links
 * are never followed: a folder on the way that is none, or a file that has another name elsewhere, is something else.
 * The folders above are never removed: where they are missing this is not the vault, but a disk that is not mounted.
 * @throws SealdockError `sealed-differs`; `defect` for a path that is no recording's.
 */
export async function checkFolder(
  root: string,
  folder: string,
  files: readonly string[],
  { isPart }: { readonly isPart: boolean },
): Promise<void> {
  if (!SEALED_FOLDER.test(folder))
    throw new SealdockError('defect', { about: `no recording's folder: ${folder}` });
  const parts = folder.split('/');
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const path = join(root, ...parts.slice(0, depth));
    const facts = await factsOf(path);
    if (facts === null && isPart && depth === parts.length) return;
    if (facts === null || !facts.isDirectory())
      throw differs(path, 'a folder', facts === null ? 'nothing' : 'no folder');
  }
  const found = await readdir(join(root, folder)).catch((thrown: unknown) => {
    throw storageError(thrown, folder);
  });
  for (const name of found) {
    const path = join(root, folder, name);
    if (!files.includes(name)) throw differs(path, 'no such file', 'one that does not belong to it');
    const facts = await factsOf(path);
    if (facts === null || !facts.isFile()) throw differs(path, 'a regular file', 'something else');
    if (facts.nlink !== 1) throw differs(path, 'a file with one name', `${facts.nlink} names`);
  }
  const missing = files.find((name) => !found.includes(name));
  if (!isPart && missing !== undefined)
    throw differs(join(root, folder, missing), 'a sealed file', 'nothing');
}

/** Files first, flushed, then the folder, flushed: a cut leaves a part of them, and never a deed without its end. */
export async function endFolder(files: DurableFiles, at: string, names: readonly string[]): Promise<void> {
  if ((await factsOf(at)) !== null) {
    await files.setFolderMode(at, OWNER_MAY_REMOVE);
    for (const name of names) await files.unlinkFile(join(at, name));
    await files.syncFolder(at);
    await files.removeEmptyFolder(at);
  }
  // Also where it is gone: whoever removed it may have died before that was on the medium.
  await files.syncFolder(dirname(at));
}

async function factsOf(path: string) {
  try {
    return await lstat(path);
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    throw storageError(thrown, path);
  }
}

function differs(about: string, expected: string, found: string): SealdockError {
  return new SealdockError('sealed-differs', { about, expected, found });
}
