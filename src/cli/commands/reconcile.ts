import { explainDifference } from '../../audit/explain-difference.ts';
import { refuseSetBack } from '../../audit/log-standing.ts';
import { publishLog } from '../../audit/publish-log.ts';
import { type Reconciled, reconcile } from '../../audit/reconcile.ts';
import type { DifferenceRow } from '../../evidence/difference.ts';
import { EXIT_FINDINGS } from '../../evidence/errors.ts';
import { shown } from '../../words/shown.ts';
import { AUDIT_KEEPERS, actorOf } from '../actor-of.ts';
import type { CliStation } from '../doors.ts';
import { withInterruptedCheck } from '../interrupt.ts';
import { countText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

/** Open differences that are shown; the rest is counted, and listed by `--json`. */
const SHOWN_LIMIT = 200;
/** Rows of days for people: a month of some recorders. */
const DAYS_SHOWN = 60;
const OPEN_LIMIT = 10_000;

/** Compares cards, catalogue, vault and registers now. */
export async function reconcileNow(session: Session): Promise<number> {
  return withInterruptedCheck(session, (signal) =>
    withWriting(session, async (station) => {
      const { origin, zone } = station.config.station;
      const reconciled = await reconcile(station, {
        origin,
        zone,
        actor: await actorOf(session, station, AUDIT_KEEPERS),
        signal,
      });
      const open = await station.catalog.differences('open', null, OPEN_LIMIT);
      session.result({ ...reconciled, open }, () => reconciledText(session, reconciled, open));
      return open.length > 0 ? EXIT_FINDINGS : 0;
    }),
  );
}

/** A person says why one of them is so. */
export async function reconcileExplain(
  session: Session,
  id: number,
  { reason }: { readonly reason: string },
): Promise<number> {
  return withWriting(session, async (station) => {
    const actor = await actorOf(session, station, AUDIT_KEEPERS);
    await explainDifference(station.catalog, id, { actor, reason });
    session.result({ id, reason }, () => session.words.cli.explained(String(id)));
    return 0;
  });
}

/** Beside a running station, or alone: then the entries are published at the end. */
async function withWriting(session: Session, act: (station: CliStation) => Promise<number>): Promise<number> {
  const isRunning = await withStation(session, 'look', async (s) => (await s.board.read()) !== null);
  return withStation(session, isRunning ? 'look' : 'ingest', async (station) => {
    const { origin } = station.config.station;
    await refuseSetBack(station, { origin });
    const code = await act(station);
    if (!isRunning) await publishLog(station, { origin });
    return code;
  });
}

function reconciledText(
  { words, io, paint }: Session,
  { days, totals }: Reconciled,
  open: readonly DifferenceRow[],
): string {
  const { cli } = words;
  const counts = (row: Reconciled['totals']) =>
    [row.seen, row.sealed, row.inVault, row.destroyed].map(countText);
  const { columns } = cli;
  const titles = [
    { title: columns.day },
    { title: columns.recorder },
    ...[columns.seen, columns.sealed, columns.inVault, columns.destroyed].map((title) => ({
      title,
      align: 'right' as const,
    })),
  ];
  const rows = days.slice(0, DAYS_SHOWN).map((row) => [row.day, row.recorder, ...counts(row)]);
  return [
    tableText(titles, [...rows, [cli.total, cli.none, ...counts(totals)]], {
      paintTitle: (title) => paint('bold', title),
      columns: tableColumns(io),
    }),
    ...open
      .slice(0, SHOWN_LIMIT)
      .map(
        (row) => `${row.id}  ${words.differences[row.kind]} [${row.kind}]  ${row.day}  ${shown(row.about)}`,
      ),
    open.length === 0
      ? cli.noDifferences
      : cli.openDifferences(countText(open.length), 'sealdock reconcile explain <id> --reason <text>'),
  ].join('\n');
}
