import type { Json } from '../evidence/canonical-json.ts';
import type { Hold, HoldId } from '../evidence/hold.ts';
import type { HoldBook } from '../ports/hold-book.ts';
import { holdFacts } from '../retention/hold-content.ts';
import {
  type BookReplay,
  compareRows,
  type DifferingFact,
  type FoundRow,
  type ToldRow,
} from './book-replay.ts';
import type { ReadEntry } from './entry-fault.ts';

/** A list may hold ten thousand recordings. */
const PAGE_ROWS = 32;

/** Holds as the audit tells them: a veto that somebody has taken away behind the program's back is found. */
export class HoldReplay implements BookReplay {
  readonly #catalog: Pick<HoldBook, 'holds'>;
  readonly #holds = new Map<string, ToldRow>();

  constructor(catalog: Pick<HoldBook, 'holds'>) {
    this.#catalog = catalog;
  }

  see({ seq, act, object, after, detail }: ReadEntry): void {
    if (object.kind !== 'hold') return;
    if (act === 'hold.placed') {
      this.#holds.set(object.id, { seq, facts: { ...detail, state: after, releasedAt: null } });
      return;
    }
    const before = this.#holds.get(object.id)?.facts;
    if (before === undefined) return;
    const facts = { ...before, state: after, ...changedBy(act, detail) };
    this.#holds.set(object.id, { seq, facts });
  }

  compare(): Promise<readonly DifferingFact[]> {
    return compareRows(this.#holds, this.#rows());
  }

  async *#rows(): AsyncGenerator<FoundRow> {
    for (let after: HoldId | null = null; ; ) {
      const page: readonly Hold[] = await this.#catalog.holds({
        states: null,
        recording: null,
        owesOfflineCopy: null,
        after,
        limit: PAGE_ROWS,
      });
      for (const hold of page) yield { key: hold.id, facts: rowFacts(hold) };
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE_ROWS) return;
    }
  }
}

/** What an entry changes beside the state; every other one says of its request what stands there already. */
function changedBy(act: ReadEntry['act'], detail: ReadEntry['detail']): Record<string, Json> {
  if (act === 'hold.release-requested') return { approval: detail.approval ?? null };
  if (act === 'hold.released') return { releasedAt: detail.releasedAt ?? null };
  return act === 'hold.copy-made' ? { owesOfflineCopy: false } : {};
}

function rowFacts(hold: Hold): Record<string, Json> {
  const { owesOfflineCopy, approval, state, releasedAt } = hold;
  return { ...holdFacts(hold), owesOfflineCopy, approval, state, releasedAt };
}
