import type { Document } from 'yaml';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** A YAML file that a bureau writes: a recorder model, a policy. */
export interface RowFile {
  readonly name: string;
  readonly text: string;
}

export type ParsedRow<Row> = { readonly row: Row } | { readonly problems: readonly string[] };

const ROW_CHARS_LIMIT = 64 * 1024;

/** @returns the row, or every problem of the file at once, as `file:line: problem`. */
export function parseRow<Schema extends z.ZodType>(
  file: RowFile,
  schema: Schema,
): ParsedRow<z.output<Schema>> {
  if (file.text.length > ROW_CHARS_LIMIT) {
    return { problems: [`${file.name}:1: longer than ${ROW_CHARS_LIMIT} characters`] };
  }
  const lines = new LineCounter();
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file.name}:${Math.max(1, lines.linePos(offset).line)}`;
  if (document.errors.length > 0) {
    return { problems: document.errors.map((error) => `${at(error.pos[0])}: ${error.message}`) };
  }
  const parsed = schema.safeParse(plainValueOf(document));
  if (parsed.success) return { row: parsed.data };
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
