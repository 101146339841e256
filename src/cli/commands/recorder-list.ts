import type { RecorderNo } from '../../evidence/ids.ts';
import type { Catalog, RecorderRow } from '../../ports/catalog.ts';
import { shown } from '../../words/shown.ts';
import { countText, sizeText, timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

const PAGE_ROWS = 500;
/** More recorders than any bureau has. */
const RECORDERS_LIMIT = 100_000;

export async function recorderList(session: Session): Promise<number> {
  return withStation(session, 'look', async ({ catalog, config }) => {
    const recorders = await allRecorders(catalog);
    session.result({ recorders }, () =>
      recorders.length === 0
        ? session.words.cli.noRecorders
        : recorderTable(session, recorders, config.station.zone),
    );
    return 0;
  });
}

async function allRecorders(catalog: Pick<Catalog, 'recorders'>): Promise<readonly RecorderRow[]> {
  const all: RecorderRow[] = [];
  let after: RecorderNo | null = null;
  while (all.length < RECORDERS_LIMIT) {
    const page: readonly RecorderRow[] = await catalog.recorders(after, PAGE_ROWS);
    all.push(...page);
    if (page.length < PAGE_ROWS) break;
    after = page.at(-1)?.no ?? null;
  }
  return all;
}

function recorderTable({ words, paint, io }: Session, rows: readonly RecorderRow[], zone: string): string {
  const { columns, none } = words.cli;
  const titles = [
    { title: columns.recorder },
    { title: columns.model },
    { title: columns.firstSeen },
    { title: columns.lastDock },
    { title: columns.recordings, align: 'right' },
    { title: columns.size, align: 'right' },
  ] as const;
  const cells = rows.map(({ no, model, firstSeenAt, lastDockAt, recordings, bytes }) => [
    no,
    shown(model),
    timeText(firstSeenAt, zone),
    lastDockAt === null ? none : timeText(lastDockAt, zone),
    countText(recordings),
    sizeText(bytes),
  ]);
  return tableText(titles, cells, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
