import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, errnoOf, SealdockError } from '../evidence/errors.ts';

/** The YAML files of a folder as text, in the order of their names. @throws SealdockError `code`. */
export async function readYamlFolder(
  folder: string,
  code: ErrorCode,
): Promise<{ name: string; text: string }[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
    return await Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
    );
  } catch (cause) {
    const found = errnoOf(cause) ?? String(cause);
    throw new SealdockError(code, { about: folder, expected: 'a folder of YAML files', found, cause });
  }
}
