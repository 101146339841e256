import type { Document } from 'yaml';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { SealdockError } from '../evidence/errors.ts';
import type { RecorderModel } from './model.ts';
import { recorderModelSchema } from './model.ts';

/** A row as it lies in `config/recorders`. */
export interface ModelFile {
  readonly name: string;
  readonly text: string;
}

const MODELS_LIMIT = 200;
const ROW_CHARS_LIMIT = 64 * 1024;

type Parsed = { readonly model: RecorderModel } | { readonly problems: readonly string[] };

/**
 * Reads all rows, in the order of their file names.
 * @throws SealdockError `recorder-models-invalid` with every problem of every file at once, as `file:line: problem`.
 */
export function parseModels(files: readonly ModelFile[]): RecorderModel[] {
  if (files.length > MODELS_LIMIT) fail([`${files.length} files; at most ${MODELS_LIMIT} are read`]);
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = sorted.map((file) => ({ file, parsed: parseRow(file) }));
  const models = rows.flatMap(({ parsed }) => ('model' in parsed ? [parsed.model] : []));
  const problems = rows.flatMap(({ parsed }) => ('problems' in parsed ? parsed.problems : []));
  const twins = models.filter((model, at) => models.findIndex((other) => other.id === model.id) !== at);
  problems.push(...twins.map((model) => `the id "${model.id}" stands in more than one file`));
  if (problems.length > 0) fail(problems);
  return models;
}

function parseRow(file: ModelFile): Parsed {
  if (file.text.length > ROW_CHARS_LIMIT) {
    return { problems: [`${file.name}:1: longer than ${ROW_CHARS_LIMIT} characters`] };
  }
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file.name}:${Math.max(1, lines.linePos(offset).line)}`;
  if (document.errors.length > 0) {
    return { problems: document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`) };
  }
  const parsed = recorderModelSchema.safeParse(plainValueOf(document));
  if (parsed.success) return { model: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) => {
      const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
      return `${at(offsetOf(document, issue.path, unknownKeyOf(issue)))}: ${where}${issue.message}`;
    }),
  };
}

/** Aliases are not needed in a row, and unfolding them is how a small file becomes a large one. */
function plainValueOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    return null;
  }
}

function unknownKeyOf(issue: object): string | null {
  const keys = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys : [];
  return typeof keys[0] === 'string' ? keys[0] : null;
}

/** Where the value stands; what is missing is told at the nearest thing around it that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[], unknownKey: string | null): number {
  const steps: readonly unknown[] = unknownKey === null ? path : [...path, unknownKey];
  for (let length = steps.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(steps.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function fail(problems: readonly string[]): never {
  throw new SealdockError('recorder-models-invalid', { about: problems.join('\n') });
}
