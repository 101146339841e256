import type { AuditEntry } from '../../evidence/audit-entry.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { AuditRow } from '../../ports/catalog.ts';
import { shown } from '../../words/shown.ts';
import { timeText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

export interface AuditListOptions {
  readonly from?: number;
  readonly limit?: number;
}

const DEFAULT_ROWS = 50;

/** Entries from a number on; without one, the newest. */
export async function auditList(session: Session, options: AuditListOptions): Promise<number> {
  const limit = options.limit ?? DEFAULT_ROWS;
  return withStation(session, 'look', async ({ catalog, config }) => {
    const size = await catalog.auditSize();
    const from = options.from ?? Math.max(0, size - limit);
    const rows = await catalog.auditRows(from, limit);
    const next = from + rows.length < size ? from + rows.length : null;
    session.result({ size, entries: rows.map(entryData), next }, () => {
      const { cli } = session.words;
      if (rows.length === 0) return cli.noEntries;
      const table = entryTable(session, rows, config.station.zone);
      const command = (seq: number) => `sealdock audit list --from ${seq} --limit ${limit}`;
      if (next !== null) return `${table}\n${cli.moreWith(command(next))}`;
      // Whoever named no number sees the newest, and would take them for all.
      const isCut = options.from === undefined && from > 0;
      return isCut ? `${table}\n${cli.earlierWith(command(Math.max(0, from - limit)))}` : table;
    });
    return 0;
  });
}

/** The exact text goes along: its leaf hash is over these bytes. */
function entryData({ seq, text, leafHash }: AuditRow) {
  return { seq, entry: entryOf(text), text, leafHash: Buffer.from(leafHash).toString('hex') };
}

/** Null for a text that no sealdock wrote; `audit verify` says more about it. */
function entryOf(text: string): AuditEntry | null {
  try {
    return JSON.parse(text) as AuditEntry;
  } catch {
    return null;
  }
}

function entryTable({ words, paint, io }: Session, rows: readonly AuditRow[], zone: string): string {
  const { columns, none } = words.cli;
  const titles = [
    { title: columns.seq, align: 'right' },
    { title: columns.time },
    { title: columns.act },
    { title: columns.object },
    { title: columns.actor },
    { title: columns.reason, shrink: 'wrap' },
  ] as const;
  const cells = rows.map(({ seq, text }) => {
    const entry = entryOf(text);
    if (entry === null) return [String(seq), none, none, shown(text), none, none];
    return [
      String(seq),
      timeText(entry.at as UtcTime, zone),
      words.acts[entry.act] ?? shown(String(entry.act)),
      shown(entry.object.id),
      shown(entry.actor.id),
      entry.reason === null ? none : shown(entry.reason),
    ];
  });
  return tableText(titles, cells, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
