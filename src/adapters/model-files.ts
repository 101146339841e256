import { readYamlFolder } from './yaml-folder.ts';

/** The recorder models of a folder as text, in the order of their names. @throws SealdockError `recorder-models-invalid`. */
export function readModelFiles(folder: string): Promise<{ name: string; text: string }[]> {
  return readYamlFolder(folder, 'recorder-models-invalid');
}
