import type { CardPath } from '../../evidence/card-path.ts';
import type { DockReport, FileOutcome } from '../../evidence/dock.ts';
import type { Catalog, CataloguedRecording } from '../../ports/catalog.ts';
import { EVERY_RECORDING } from '../../ports/catalog.ts';
import { recordingData } from '../output/recording-data.ts';

/** What came of a dock, as the catalogue tells it. */
export interface DockOutcome {
  readonly report: DockReport;
  /** The first of them; the report has the counts. */
  readonly sealed: readonly CataloguedRecording[];
  readonly unsealed: readonly { readonly path: CardPath; readonly outcome: FileOutcome }[];
}

/** Rows of each table; a card of 20,000 files is not for reading. */
export const OUTCOME_ROWS_LIMIT = 50;

export async function readOutcome(
  catalog: Pick<Catalog, 'recordings' | 'failedFiles'>,
  report: DockReport,
): Promise<DockOutcome> {
  const sealed = await catalog.recordings({
    ...EVERY_RECORDING,
    dock: report.dock,
    limit: OUTCOME_ROWS_LIMIT,
  });
  return { report, sealed, unsealed: await catalog.failedFiles(report.dock, OUTCOME_ROWS_LIMIT) };
}

export function outcomeData({ report, sealed, unsealed }: DockOutcome) {
  return { report, sealed: sealed.map(recordingData), unsealed };
}
