import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errnoOf, SealdockError } from '../evidence/errors.ts';
import { readYamlFolder } from './yaml-folder.ts';

/** The policies of a folder as text, in the order of their names. @throws SealdockError `policies-invalid`. */
export function readPolicyFiles(folder: string): Promise<{ name: string; text: string }[]> {
  return readYamlFolder(folder, 'policies-invalid');
}

/** One file that somebody names, wherever it lies. @throws SealdockError `policies-invalid`. */
export async function readPolicyFile(path: string): Promise<{ name: string; text: string }> {
  try {
    return { name: basename(path), text: await readFile(path, 'utf8') };
  } catch (cause) {
    const found = errnoOf(cause) ?? String(cause);
    throw new SealdockError('policies-invalid', { about: path, expected: 'a YAML file', found, cause });
  }
}
