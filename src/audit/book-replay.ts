import { canonicalJson, type Json } from '../evidence/canonical-json.ts';
import type { ReadEntry } from './entry-fault.ts';

/** A row as its entries tell it, under the names of the row. */
export interface ToldRow {
  /** Of the newest entry about it. */
  readonly seq: number;
  readonly facts: { readonly [name: string]: Json };
}

export interface FoundRow {
  readonly key: string;
  readonly facts: { readonly [name: string]: Json };
}

export interface DifferingFact {
  readonly about: string;
  readonly expected: string;
  readonly found: string;
}

/** Rows that people keep, derived again from the log. Its size is that of the rows, not the log's. */
export interface BookReplay {
  /** Entries come in their order, each proved; those about something else are passed over. */
  see(entry: ReadEntry): void;
  /** What the catalogue says otherwise, as far as entries have been seen. */
  compare(): Promise<readonly DifferingFact[]>;
}

/** Both ways: no row says anything else, none is missing, and none is there that nobody has made. */
export async function compareRows(
  told: ReadonlyMap<string, ToldRow>,
  rows: AsyncIterable<FoundRow>,
): Promise<readonly DifferingFact[]> {
  const facts: DifferingFact[] = [];
  const met = new Set<string>();
  for await (const { key, facts: found } of rows) {
    met.add(key);
    const row = told.get(key);
    if (row === undefined) {
      facts.push({ about: key, expected: 'no row', found: 'a row in the catalogue' });
      continue;
    }
    for (const name of Object.keys(found)) {
      const [expected, is] = [textOf(row.facts[name] ?? null), textOf(found[name] ?? null)];
      if (expected !== is) facts.push({ about: `${key}: ${name}`, expected: cut(expected), found: cut(is) });
    }
  }
  for (const [key, { seq }] of told) {
    if (!met.has(key)) facts.push({ about: key, expected: `a row, as entry ${seq} tells`, found: 'no row' });
  }
  return facts;
}

/** What is not canonical was written by nobody of ours. */
function textOf(value: Json): string {
  try {
    return canonicalJson(value);
  } catch {
    return `not canonical: ${JSON.stringify(value)}`;
  }
}

const SHOWN_CHARS_LIMIT = 1_000;

function cut(text: string): string {
  return text.slice(0, SHOWN_CHARS_LIMIT).toWellFormed();
}
