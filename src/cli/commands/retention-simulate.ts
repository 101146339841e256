import { resolve } from 'node:path';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import { type DueRecording, type Simulated, simulateDue } from '../../retention/simulate.ts';
import { csvLine } from '../output/csv-line.ts';
import { countText } from '../output/quantities.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { endOfDay } from '../retention/end-of-day.ts';
import { keepingSettings } from '../retention/keeping-settings.ts';
import { type Session, withStation } from '../session.ts';

export interface RetentionSimulateFlags {
  readonly at: CalendarDate;
  readonly policy?: string;
  readonly limit?: number;
  readonly csv?: boolean;
}

const SHOWN_ROWS = 20;

/** What would be due on that day, by class, policy and month; nothing is changed, and nothing is proposed. */
export async function retentionSimulate(
  session: Session,
  { at, policy, limit = SHOWN_ROWS, csv = false }: RetentionSimulateFlags,
): Promise<number> {
  const { io, doors, flags } = session;
  return withStation(session, 'look', async (station) => {
    const file =
      policy === undefined ? null : await doors.readPolicy(station.config, resolve(io.cwd, policy));
    const isCsv = csv && !flags.isJson;
    const list: DueRecording[] = [];
    if (isCsv) io.stdout.write(csvLine(['recording', 'policy', 'class', 'keepUntil']));
    const simulated = await simulateDue(
      station,
      keepingSettings(station.config),
      { at: endOfDay(at, station.config.station.zone), policy: file },
      (due) => {
        if (isCsv) io.stdout.write(csvLine([due.recording, due.policy, due.class, due.keepUntil]));
        else if (list.length < limit) list.push(due);
      },
    );
    if (!isCsv) {
      session.result({ at, ...simulated, list }, () => simulatedText(session, at, simulated, list));
    }
    return 0;
  });
}

function simulatedText(
  session: Session,
  at: CalendarDate,
  simulated: Simulated,
  list: readonly DueRecording[],
): string {
  const { recordings, due, held, forEver } = simulated;
  const [all, some, kept, ever] = [recordings, due, held, forEver].map(countText) as [
    string,
    string,
    string,
    string,
  ];
  const more = due - list.length;
  const { retention } = session.words;
  return [
    retention.simulated(at, all, some, kept, ever),
    ...(due === 0 ? [] : ['', countsTable(session, simulated), '', dueTable(session, list)]),
    ...(more > 0 ? [retention.moreDue(countText(more))] : []),
  ].join('\n');
}

function countsTable(session: Session, { counts }: Simulated): string {
  const { columns, classes } = session.words.retention;
  const titles = [
    { title: columns.policy },
    { title: columns.month },
    { title: columns.class },
    { title: columns.recordings, align: 'right' },
  ] as const;
  const rows = counts.map((each) => [
    each.policy,
    each.month,
    classes[each.class],
    countText(each.recordings),
  ]);
  return table(session, titles, rows);
}

function dueTable(session: Session, list: readonly DueRecording[]): string {
  const { columns, classes } = session.words.retention;
  const titles = [
    { title: columns.recording },
    { title: columns.policy },
    { title: columns.class },
    { title: columns.keepUntil },
  ] as const;
  return table(
    session,
    titles,
    list.map((each) => [each.recording, each.policy, classes[each.class], each.keepUntil]),
  );
}

function table(
  { paint, io }: Session,
  titles: Parameters<typeof tableText>[0],
  rows: readonly (readonly string[])[],
): string {
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
