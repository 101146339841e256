import { setTimeout as pause } from 'node:timers/promises';
import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { StationStatus } from '../../ports/status-board.ts';
import { errorText } from '../../words/error-text.ts';
import type { CliStation } from '../doors.ts';
import { openLiveScreen } from '../output/live-screen.ts';
import { progressLine } from '../output/progress-line.ts';
import { countText, timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { docksWithoutSlot, slotTable } from './slot-table.ts';

/** As often as the station writes its status. */
const LOOK_EVERY_MS = 500;

/** Shows the slots on a terminal, redrawn in place, until `signal` ends it. */
export async function watchStatus(
  session: Session,
  { board, config }: CliStation,
  signal: AbortSignal,
): Promise<number> {
  const { io, words } = session;
  const screen = openLiveScreen(io);
  while (!signal.aborted && !io.isOutputClosed) {
    const status = await board.read();
    const text = status === null ? words.cli.waitingForStation : screenText(session, status, config.station);
    screen.show(text, (lines) => words.cli.moreLines(countText(lines)));
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return 0;
}

function screenText(
  session: Session,
  status: StationStatus,
  station: { readonly name: string; readonly zone: string },
): string {
  const { words, paint } = session;
  const running = docksWithoutSlot(status).filter(({ phase }) => phase !== 'finished');
  const known = status.alarms.filter((code): code is ErrorCode => Object.hasOwn(ERROR_CODES, code));
  return [
    `${paint('bold', station.name)}  ${timeText(status.updatedAt as UtcTime, station.zone)}`,
    ...known.map((code) =>
      paint('red', `${words.cli.alarmRaised}${words.cli.colon}${errorText(words, code, null)} [${code}]`),
    ),
    ...(status.slots.length === 0 ? [] : [slotTable(session, status.slots)]),
    ...running.map((dock) => progressLine(dock, words, { hasBar: true })),
    ...(status.slots.length === 0 && running.length === 0 ? [words.cli.noDocks] : []),
  ].join('\n');
}
