import type { DockId, RecorderNo } from '../../evidence/ids.ts';
import type { DockRow } from '../../ports/catalog.ts';
import { shown } from '../../words/shown.ts';
import { dockResultText, reasonText, whoseText } from '../dock/dock-facts.ts';
import { countText, timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

export interface DockListOptions {
  readonly recorder?: RecorderNo | undefined;
  readonly limit?: number | undefined;
  readonly after?: DockId | undefined;
}

const DEFAULT_ROWS = 50;

export async function dockList(session: Session, options: DockListOptions): Promise<number> {
  return withStation(session, 'look', async ({ catalog, config }) => {
    const limit = options.limit ?? DEFAULT_ROWS;
    const query = { recorder: options.recorder ?? null, before: options.after ?? null };
    // One more than asked tells whether there are more.
    const found = await catalog.docks({ ...query, limit: limit + 1 });
    const page = found.slice(0, limit);
    const next = found.length > page.length ? (page.at(-1)?.id ?? null) : null;
    session.result({ docks: page, next }, () => {
      const { cli } = session.words;
      if (page.length === 0) return cli.noDocksYet;
      const table = dockTable(session, page, config.station.zone);
      return next === null ? table : `${table}\n${cli.earlierWith(commandAfter(options, next))}`;
    });
    return 0;
  });
}

function dockTable(session: Session, docks: readonly DockRow[], zone: string): string {
  const { words, paint, io } = session;
  const { columns, none } = words.cli;
  const hasReasons = docks.some(({ code }) => code !== null);
  const titles = [
    { title: columns.dock },
    { title: columns.began },
    { title: columns.recorder },
    { title: columns.sealed, align: 'right' },
    { title: columns.metAgain, align: 'right' },
    { title: columns.failed, align: 'right' },
    { title: columns.result },
    ...(hasReasons ? [{ title: columns.reason, shrink: 'wrap' } as const] : []),
    { title: columns.source, shrink: 'cut' },
  ] as const;
  const rows = docks.map((dock) => [
    shown(dock.id),
    timeText(dock.startedAt, zone),
    whoseText(dock) ?? none,
    ...(['sealed', 'metAgain', 'failed'] as const).map((count) =>
      dock.counts === null ? none : countText(dock.counts[count]),
    ),
    dockResultText(session, dock),
    ...(hasReasons ? [dock.code === null ? none : reasonText(words, dock.code)] : []),
    shown(dock.path),
  ]);
  return tableText(titles, rows, { paintTitle: (title) => paint('bold', title), columns: tableColumns(io) });
}

/** All values have passed a parser and need no quotes. */
function commandAfter(options: DockListOptions, next: DockId): string {
  const words = Object.entries({ ...options, after: next }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${value}`],
  );
  return `sealdock dock list ${words.join(' ')}`;
}
