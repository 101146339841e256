import type { AuditAct } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import { parseRecordingId } from '../evidence/ids.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { KeepingBook, LoggedDecision } from '../ports/keeping-book.ts';
import { type BookReplay, compareRows, type DifferingFact, type ToldRow } from './book-replay.ts';
import { type ReadEntry, readRow } from './entry-fault.ts';
import { rowsAsTheyAre } from './walk-rows.ts';

export type DecisionReplayCatalog = Pick<Catalog, 'auditRows' | 'auditSize'> & Pick<KeepingBook, 'decisions'>;

const PAGE_ROWS = 500;
const KINDS: Readonly<Partial<Record<AuditAct, LoggedDecision['kind']>>> = {
  'recording.class-decided': 'class',
  'recording.day-decided': 'day',
};

/**
 * What persons decided on recordings, as the audit tells it. Each row names its entry, so that nothing has to be
 * remembered but how many entries there are; which of them have no row is looked for only when some have none.
 */
export class DecisionReplay implements BookReplay {
  readonly #catalog: DecisionReplayCatalog;
  #entries = 0;

  constructor(catalog: DecisionReplayCatalog) {
    this.#catalog = catalog;
  }

  see({ act }: ReadEntry): void {
    if (KINDS[act] !== undefined) this.#entries += 1;
  }

  async compare(): Promise<readonly DifferingFact[]> {
    const facts: DifferingFact[] = [];
    let sound = 0;
    for await (const row of this.#rows()) {
      const found = await this.#differing(row);
      if (found.length === 0) sound += 1;
      facts.push(...found);
    }
    return sound >= this.#entries ? facts : [...facts, ...(await this.#withoutRow())];
  }

  async *#rows(): AsyncGenerator<LoggedDecision> {
    for (let after: LoggedDecision | null = null; ; ) {
      const page: readonly LoggedDecision[] = await this.#catalog.decisions(after, PAGE_ROWS);
      yield* page;
      after = page.at(-1) ?? null;
      if (page.length < PAGE_ROWS) return;
    }
  }

  /** What this row says otherwise than the entry that it names. */
  async #differing(row: LoggedDecision): Promise<readonly DifferingFact[]> {
    const [named] = await this.#catalog.auditRows(row.auditSeq, 1);
    const { entry, fault } = named?.seq === row.auditSeq ? readRow(named) : { entry: null, fault: null };
    const told = entry !== null && fault === null ? toldBy(entry) : null;
    const key = keyOf(row);
    const rows = new Map<string, ToldRow>(told === null ? [] : [[told.key, told.row]]);
    const { value, by, at, reason } = row;
    const all = await compareRows(rows, oneRow({ key, facts: { value, by, at, reason } }));
    // An entry about something else is no entry of this row, and has its own.
    return told === null || told.key === key ? all : all.filter(({ about }) => about === key);
  }

  async #withoutRow(): Promise<readonly DifferingFact[]> {
    const rows = new Set<string>();
    for await (const row of this.#rows()) rows.add(keyOf(row));
    const facts: DifferingFact[] = [];
    for await (const row of rowsAsTheyAre(this.#catalog, await this.#catalog.auditSize())) {
      const { entry, fault } = readRow(row);
      const told = entry !== null && fault === null ? toldBy(entry) : null;
      if (told === null || rows.has(told.key)) continue;
      facts.push({ about: told.key, expected: `a row, as entry ${row.seq} tells`, found: 'no row' });
    }
    return facts;
  }
}

function keyOf({
  kind,
  recording,
  auditSeq,
}: Pick<LoggedDecision, 'kind' | 'recording' | 'auditSeq'>): string {
  return `${recording} ${kind} ${auditSeq}`;
}

function toldBy(entry: ReadEntry): { readonly key: string; readonly row: ToldRow } | null {
  const kind = KINDS[entry.act];
  const recording = parseRecordingId(entry.object.id);
  if (kind === undefined || recording === null) return null;
  const facts: Record<string, Json> = {
    value: entry.after,
    by: entry.actor.id,
    at: entry.detail.at ?? null,
    reason: entry.reason,
  };
  return { key: keyOf({ kind, recording, auditSeq: entry.seq }), row: { seq: entry.seq, facts } };
}

async function* oneRow<Row>(row: Row): AsyncGenerator<Row> {
  yield row;
}
