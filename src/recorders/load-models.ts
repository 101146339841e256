import { parseRow, type RowFile } from '../documents/parse-row.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecorderModel } from './model.ts';
import { recorderModelSchema } from './model.ts';

const MODELS_LIMIT = 200;

/**
 * Reads all rows, in the order of their file names.
 * @throws SealdockError `recorder-models-invalid` with every problem of every file at once, as `file:line: problem`.
 */
export function parseModels(files: readonly RowFile[]): RecorderModel[] {
  if (files.length > MODELS_LIMIT) fail([`${files.length} files; at most ${MODELS_LIMIT} are read`]);
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = sorted.map((file) => parseRow(file, recorderModelSchema));
  const models = rows.flatMap((parsed) => ('row' in parsed ? [parsed.row] : []));
  const problems = rows.flatMap((parsed) => ('problems' in parsed ? [...parsed.problems] : []));
  const twins = models.filter((model, at) => models.findIndex((other) => other.id === model.id) !== at);
  problems.push(...twins.map((model) => `the id "${model.id}" stands in more than one file`));
  if (problems.length > 0) fail(problems);
  return models;
}

function fail(problems: readonly string[]): never {
  throw new SealdockError('recorder-models-invalid', { about: problems.join('\n') });
}
