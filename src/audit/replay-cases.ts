import { caseFacts } from '../cases/change-case.ts';
import type { Json } from '../evidence/canonical-json.ts';
import type { Case, CaseNo } from '../evidence/case.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { CaseBook, CaseLink } from '../ports/case-book.ts';
import {
  type BookReplay,
  compareRows,
  type DifferingFact,
  type FoundRow,
  type ToldRow,
} from './book-replay.ts';
import type { ReadEntry } from './entry-fault.ts';

const PAGE_ROWS = 500;

/** Cases, and what is linked to them, as the audit tells them. Links are compared by a sum: a city has a million. */
export class CaseReplay implements BookReplay {
  readonly #book: Pick<CaseBook, 'cases' | 'linked'>;
  readonly #cases = new Map<string, ToldRow>();
  readonly #links = new Map<string, LinkSum>();

  constructor(book: Pick<CaseBook, 'cases' | 'linked'>) {
    this.#book = book;
  }

  see({ seq, act, object, before, after, detail }: ReadEntry): void {
    switch (act) {
      case 'case.added':
        this.#cases.set(object.id, { seq, facts: { ...detail, state: after } });
        return;
      case 'case.changed': {
        const facts = this.#cases.get(object.id)?.facts;
        if (facts === undefined) return;
        const changed = Object.entries(detail).map(([name, change]) => [name, afterOf(change)] as const);
        this.#cases.set(object.id, {
          seq,
          facts: { ...facts, ...Object.fromEntries(changed), state: after },
        });
        return;
      }
      case 'case.linked':
      case 'case.unlinked': {
        const sum = this.#links.get(object.id) ?? new LinkSum();
        const recording = String(detail.recording ?? '');
        if (before !== null) sum.take(recording, before);
        if (after !== null) sum.add(recording, after);
        this.#links.set(object.id, sum);
        return;
      }
      default:
        return;
    }
  }

  compare(): Promise<readonly DifferingFact[]> {
    const told = [...this.#cases].map(([no, { seq, facts }]) => {
      const links = (this.#links.get(no) ?? new LinkSum()).text;
      return [no, { seq, facts: { ...facts, links } }] as const;
    });
    return compareRows(new Map(told), this.#rows());
  }

  async *#rows(): AsyncGenerator<FoundRow> {
    for (let after: CaseNo | null = null; ; ) {
      const page: readonly Case[] = await this.#book.cases(after, PAGE_ROWS);
      for (const file of page) {
        yield {
          key: file.no,
          facts: { ...caseFacts(file), state: file.state, links: await this.#linksOf(file.no) },
        };
      }
      after = page.at(-1)?.no ?? null;
      if (page.length < PAGE_ROWS) return;
    }
  }

  async #linksOf(no: CaseNo): Promise<string> {
    const sum = new LinkSum();
    for (let after: RecordingId | null = null; ; ) {
      const page: readonly CaseLink[] = await this.#book.linked(no, after, PAGE_ROWS);
      for (const { recording, isEvidence } of page) sum.add(recording, isEvidence ? 'evidence' : 'linked');
      after = page.at(-1)?.recording ?? null;
      if (page.length < PAGE_ROWS) return sum.text;
    }
  }
}

const MODULUS = 1n << 256n;

/** The same for the same links, in whatever order they came and went. */
class LinkSum {
  #count = 0;
  #sum = 0n;

  add(recording: string, as: string): void {
    this.#count += 1;
    this.#sum = (this.#sum + digestOf(recording, as)) % MODULUS;
  }

  take(recording: string, as: string): void {
    this.#count -= 1;
    this.#sum = (this.#sum + MODULUS - digestOf(recording, as)) % MODULUS;
  }

  get text(): string {
    return `${this.#count} (${this.#sum.toString(16).padStart(64, '0')})`;
  }
}

function digestOf(recording: string, as: string): bigint {
  return BigInt(`0x${sha256Of(`${recording} ${as}`)}`);
}

function afterOf(change: Json): Json {
  return (change as { readonly after?: Json } | null)?.after ?? null;
}
