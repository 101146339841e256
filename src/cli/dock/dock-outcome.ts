import type { CardPath } from '../../evidence/card-path.ts';
import type { DockReport, FileOutcome } from '../../evidence/dock.ts';
import type { Mark } from '../../evidence/marks.ts';
import type { Catalog, CataloguedRecording } from '../../ports/catalog.ts';
import { EVERY_RECORDING } from '../../ports/catalog.ts';
import type { ClearRow } from '../../ports/clear-ledger.ts';
import { recordingData } from '../output/recording-data.ts';

/** What came of a dock, as the catalogue tells it. */
export interface DockOutcome {
  readonly report: DockReport;
  /** The first of them; the report has the counts. */
  readonly sealed: readonly CataloguedRecording[];
  /** Of all that were sealed: those with a mark that a person should look at, and those that nobody probed yet. */
  readonly marked: number;
  readonly unprobed: number;
  /** What was removed from the card afterwards, and what was kept there. */
  readonly clears: readonly ClearRow[];
  readonly unsealed: readonly { readonly path: CardPath; readonly outcome: FileOutcome }[];
}

/** Rows of each table; a card of 20,000 files is not for reading. */
export const OUTCOME_ROWS_LIMIT = 50;
const PAGE_ROWS = 500;
/** Whoever wears the recorder set these; they tell of nothing amiss. */
const HARMLESS: ReadonlySet<Mark> = new Set(['important', 'encrypted']);

export async function readOutcome(
  catalog: Pick<Catalog, 'recordings' | 'failedFiles' | 'clearsOf'>,
  report: DockReport,
): Promise<DockOutcome> {
  const sealed: CataloguedRecording[] = [];
  let [marked, unprobed] = [0, 0];
  for await (const recording of recordingsOf(catalog, report)) {
    if (sealed.length < OUTCOME_ROWS_LIMIT) sealed.push(recording);
    if (recording.marks.some((mark) => !HARMLESS.has(mark))) marked += 1;
    if (recording.probe === null) unprobed += 1;
  }
  const unsealed = await catalog.failedFiles(report.dock, OUTCOME_ROWS_LIMIT);
  const clears = await catalog.clearsOf(report.dock);
  return { report, sealed, marked, unprobed, clears, unsealed };
}

/** As many as the report counts, page by page. */
async function* recordingsOf(
  catalog: Pick<Catalog, 'recordings'>,
  { dock, counts }: DockReport,
): AsyncGenerator<CataloguedRecording> {
  let after: CataloguedRecording['id'] | null = null;
  for (let seen = 0; seen < counts.sealed; ) {
    const page: readonly CataloguedRecording[] = await catalog.recordings({
      ...EVERY_RECORDING,
      dock,
      after,
      limit: PAGE_ROWS,
    });
    yield* page;
    seen += page.length;
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE_ROWS) return;
  }
}

export function outcomeData({ report, sealed, marked, unprobed, clears, unsealed }: DockOutcome) {
  return { report, sealed: sealed.map(recordingData), marked, unprobed, clears, unsealed };
}
