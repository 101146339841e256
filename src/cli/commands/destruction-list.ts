import type { Batch, BatchState, ItemState } from '../../evidence/destruction.ts';
import { countText, timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

const SHOWN_ROWS = 50;

/** The batches there are, the newest first. */
export async function destructionList(
  session: Session,
  { state, limit = SHOWN_ROWS }: { readonly state?: BatchState; readonly limit?: number },
): Promise<number> {
  const { destruction } = session.words;
  return withStation(session, 'look', async ({ catalog, config }) => {
    const batches = await catalog.batches(state === undefined ? null : [state], limit);
    const rows: BatchRow[] = [];
    for (const batch of batches) rows.push({ batch, counts: await catalog.countItems(batch.id) });
    session.result({ batches: rows.map(({ batch, counts }) => ({ ...batch, counts })) }, () =>
      rows.length === 0 ? destruction.noBatches : batchTable(session, rows, config.station.zone),
    );
    return 0;
  });
}

interface BatchRow {
  readonly batch: Batch;
  readonly counts: Readonly<Record<ItemState, number>>;
}

function batchTable({ words, paint, io }: Session, rows: readonly BatchRow[], zone: string): string {
  const { columns, states } = words.destruction;
  const titles = [
    { title: columns.batch },
    { title: columns.state, shrink: 'wrap' },
    { title: columns.policy },
    { title: columns.recordings, align: 'right' },
    { title: columns.register, align: 'right' },
    { title: columns.changed },
  ] as const;
  const cells = rows.map(({ batch, counts }) => [
    batch.id,
    states[batch.state],
    `${batch.policy} v${batch.policyVersion}`,
    countText(sumOf(counts)),
    batch.registerNo === null ? words.cli.none : String(batch.registerNo),
    timeText(batch.changedAt, zone),
  ]);
  return tableText(titles, cells, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}

/** Those that are or were asked for. */
function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.entries(counts)
    .filter(([state]) => state !== 'left' && state !== 'struck-out')
    .reduce((sum, [, count]) => sum + count, 0);
}
