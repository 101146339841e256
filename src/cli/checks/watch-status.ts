import { setTimeout as pause } from 'node:timers/promises';
import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import { utcOf } from '../../evidence/time.ts';
import type { DockProgress, StationStatus } from '../../ports/status-board.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import { RESULT_COLOURS } from '../dock/outcome-text.ts';
import type { CliStation } from '../doors.ts';
import { openLiveScreen } from '../output/live-screen.ts';
import { progressLine } from '../output/progress-line.ts';
import { countText, timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { alarmsOf } from './alarms-of.ts';
import { endedToRead } from './ended-docks.ts';
import { docksWithoutSlot, slotTable } from './slot-table.ts';

/** As often as the station writes its status. */
const LOOK_EVERY_MS = 500;

/** Shows the slots on a terminal, redrawn in place, until `signal` ends it. */
export async function watchStatus(
  session: Session,
  station: CliStation,
  signal: AbortSignal,
): Promise<number> {
  const { io, words } = session;
  const { name, zone } = station.config.station;
  let before: StationStatus | null = null;
  let ended: readonly DockProgress[] = [];
  const screen = openLiveScreen(io);
  while (!signal.aborted && !io.isOutputClosed) {
    const status: StationStatus | null = await station.board.read();
    const alarms = alarmLines(session, await alarmsOf(station, status));
    ended = status === null ? [] : endedToRead(ended, before, status);
    before = status;
    const lines = status === null ? [words.cli.waitingForStation] : dockLines(session, status, ended);
    const head = `${session.paint('bold', name)}  ${timeText(utcOf(station.clock.read().wallMs), zone)}`;
    screen.show([head, ...alarms, ...lines].join('\n'), (lines) => words.cli.moreLines(countText(lines)));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return 0;
}

function alarmLines({ words, paint }: Session, alarms: readonly string[]): readonly string[] {
  const known = alarms.filter((code): code is ErrorCode => Object.hasOwn(ERROR_CODES, code));
  return known.map((code) =>
    paint('red', `${words.cli.alarmRaised}${words.cli.colon}${errorText(words, code, null)} [${code}]`),
  );
}

function dockLines(
  session: Session,
  status: StationStatus,
  ended: readonly DockProgress[],
): readonly string[] {
  const { words } = session;
  const running = docksWithoutSlot(status).filter(({ phase }) => phase !== 'finished');
  const isEmpty = status.slots.length === 0 && running.length === 0 && ended.length === 0;
  return [
    ...(status.slots.length === 0 ? [] : [slotTable(session, status.slots)]),
    ...running.map((dock) => progressLine(dock, words, { hasBar: true })),
    ...ended.map((dock) => endedLine(session, dock)),
    ...(isEmpty ? [words.cli.noDocks] : []),
  ];
}

/** Whose card, from where, how it ended and why. */
function endedLine({ words, paint }: Session, { recorder, path, result, code }: DockProgress): string {
  const end = result === null ? words.phases.finished : words.dockResults[result];
  const known = code !== null && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : null;
  const why = known === null ? [] : [`${errorText(words, known, null)} [${known}]`];
  const told = result === null ? end : paint(RESULT_COLOURS[result], end);
  return [recorder ?? words.cli.none, shown(path), told, ...why].join('  ');
}
