import type { Document } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { ConfigWords } from '../words/config-words.ts';

/** The steps from the file's root to a setting. */
export type KeyPath = readonly PropertyKey[];

export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly key: string;
  readonly text: string;
}

export interface ConfigDocument {
  /** Null when the text is no YAML, so that nothing further can be said about it. */
  readonly value: unknown;
  readonly isReadable: boolean;
  readonly problems: readonly Problem[];
  /** A problem at a setting; where that is not in the file, at the nearest thing around it that is. */
  problemAt(path: KeyPath, text: string): Problem;
}

export const FILE_CHARS_LIMIT = 1_048_576;

/** Reads YAML 1.2 without aliases, which are how a small file becomes a large one. */
export function readDocument(text: string, words: ConfigWords): ConfigDocument {
  const lines = new LineCounter();
  const isTooLong = text.length > FILE_CHARS_LIMIT;
  const document = parseDocument(isTooLong ? '' : text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number, key: string, what: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), key, text: what };
  };
  const problems = document.errors.map((error) => {
    if (error.code !== 'DUPLICATE_KEY') return place(error.pos[0], '', words.syntax(error.message));
    return place(error.pos[0], keyAt(document, error.pos[0]), words.duplicateKey);
  });
  visit(document, {
    Alias: (_, alias) => {
      problems.push(place(alias.range?.[0] ?? 0, '', words.aliases));
    },
  });
  if (isTooLong) problems.push(place(0, '', words.tooLong(FILE_CHARS_LIMIT)));
  const isReadable = !isTooLong && problems.every((problem) => problem.text === words.duplicateKey);
  return {
    value: isReadable ? document.toJS({ maxAliasCount: 0 }) : null,
    isReadable,
    problems,
    problemAt: (path, what) => place(offsetOf(document, path), path.map(String).join('.'), what),
  };
}

/** Where the key stands, or for an item of a list the item. */
function offsetOf(document: Document, path: KeyPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown =
      length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last));
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (!isMap(parent) && isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** The full name of the setting whose key stands at this offset. */
function keyAt(document: Document, offset: number): string {
  let found = '';
  visit(document, {
    Pair: (_, pair, ancestors) => {
      if (!isScalar(pair.key) || pair.key.range?.[0] !== offset) return undefined;
      const above = ancestors.filter((node) => 'key' in node && isScalar(node.key));
      found = [...above.map((node) => (node as typeof pair).key), pair.key]
        .map((key) => (isScalar(key) ? String(key.value) : ''))
        .join('.');
      return visit.BREAK;
    },
  });
  return found;
}
