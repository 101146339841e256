import type { RetentionClass } from '../../evidence/retention.ts';
import { type DueRecording, listDue } from '../../retention/list-due.ts';
import { countText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { type Session, withStation } from '../session.ts';

const SHOWN_ROWS = 50;

/** What is due or soon will be, by the retention clock; the policy's own days of warning where none are given. */
export async function retentionDue(
  session: Session,
  { within, limit = SHOWN_ROWS }: { readonly within?: number; readonly limit?: number },
): Promise<number> {
  const { destruction } = session.words;
  return withStation(session, 'look', async (station) => {
    const { now } = await station.destruction.watch.look();
    const judge = await station.destruction.openJudge(now);
    const { found, total } = await listDue(station.catalog, judge, { withinDays: within ?? null, limit });
    session.result({ asOf: now, total, due: found }, () =>
      [
        total === 0 ? destruction.nothingDue : dueTable(session, found),
        ...(total > found.length ? [destruction.moreRows(countText(total - found.length))] : []),
      ].join('\n'),
    );
    return 0;
  });
}

function dueTable({ words, paint, io }: Session, found: readonly DueRecording[]): string {
  const { columns, dueKinds } = words.destruction;
  const titles = [
    { title: columns.recording },
    { title: columns.class },
    { title: columns.keepUntil },
    { title: columns.note, shrink: 'wrap' },
  ] as const;
  const rows = found.map(({ recording, kind, keepUntil, class: name }) => [
    recording,
    words.retention.classes[name as RetentionClass],
    keepUntil,
    dueKinds[kind],
  ]);
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
