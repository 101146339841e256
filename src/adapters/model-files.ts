import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, SealdockError } from '../evidence/errors.ts';

/** The recorder models of a folder as text, in the order of their names. @throws SealdockError `recorder-models-invalid`. */
export async function readModelFiles(folder: string): Promise<{ name: string; text: string }[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    return await Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
    );
  } catch (cause) {
    const found = errnoOf(cause) ?? String(cause);
    throw new SealdockError('recorder-models-invalid', {
      about: folder,
      expected: 'a folder of YAML files',
      found,
      cause,
    });
  }
}
