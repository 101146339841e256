import { EMPTY_ROOT, GrowingTree, leafHash } from '../evidence/merkle.ts';
import type { AuditRow, Catalog } from '../ports/catalog.ts';
import { ClockWalk } from './clock-walk.ts';
import { readRow } from './entry-fault.ts';
import { EntryRuns } from './entry-runs.ts';
import type { FindingList } from './findings.ts';
import { ROWS_PER_PAGE } from './sound-rows.ts';

/** Roots by tree size. */
export type Roots = Map<number, Uint8Array>;

export interface WalkedRows {
  /** The last row's number and one: how long the log claims to be. */
  readonly size: number;
  /** False when a number is missing: then there is no tree over the rows. */
  readonly gapFree: boolean;
  /** Over the hashes of the entries' text, at the sizes asked for. */
  readonly textRoots: Roots;
  /** Over the hashes that the catalogue keeps beside the text. */
  readonly columnRoots: Roots;
}

/** Looks at each row by itself and at its order, and builds the trees over all of them; memory stays constant. */
export async function walkRows(
  catalog: Pick<Catalog, 'auditRows'>,
  input: { readonly size: number; readonly rootsAt: readonly number[] },
  findings: FindingList,
): Promise<WalkedRows> {
  const runs = new EntryRuns(findings);
  const clocks = new ClockWalk();
  const text = new RecordingTree(input.rootsAt);
  const column = new RecordingTree(input.rootsAt);
  let next = 0;
  let gapFree = true;
  for await (const row of rowsAsTheyAre(catalog, input.size)) {
    for (; next < row.seq; next += 1) {
      gapFree = false;
      runs.add('entry-removed', next, { expected: 'an entry', found: 'none' });
    }
    const { entry, fault } = readRow(row);
    if (fault !== null) runs.add(fault.kind, row.seq, fault);
    findings.add(...clocks.step(row.seq, fault === null ? (entry?.clock ?? null) : null, entry?.act ?? null));
    if (gapFree) {
      text.append(leafHash(Buffer.from(row.text)));
      column.append(row.leafHash);
    }
    next = row.seq + 1;
  }
  runs.end();
  return { size: next, gapFree, textRoots: text.roots, columnRoots: column.roots };
}

/** Rows below `to` in their own order, whatever is missing between them. */
export async function* rowsAsTheyAre(
  catalog: Pick<Catalog, 'auditRows'>,
  to: number,
  from = 0,
): AsyncGenerator<AuditRow> {
  for (let next = from; next < to; ) {
    const page = await catalog.auditRows(next, Math.min(ROWS_PER_PAGE, to - next));
    if (page.length === 0) return;
    for (const row of page) {
      if (row.seq >= to) return;
      if (row.seq < next) continue;
      yield row;
      next = row.seq + 1;
    }
  }
}

/** A growing tree that keeps its root at certain sizes. */
export class RecordingTree {
  readonly roots: Roots = new Map();
  readonly #tree = new GrowingTree();
  readonly #sizes: ReadonlySet<number>;

  constructor(sizes: readonly number[]) {
    this.#sizes = new Set(sizes);
    if (this.#sizes.has(0)) this.roots.set(0, EMPTY_ROOT);
  }

  get size(): number {
    return this.#tree.size;
  }

  append(leaf: Uint8Array): void {
    this.#tree.append(leaf);
    if (this.#sizes.has(this.#tree.size)) this.roots.set(this.#tree.size, this.#tree.root());
  }
}
