import { setTimeout as pause } from 'node:timers/promises';
import { ERROR_CODES, type ErrorCode } from '../../evidence/errors.ts';
import { localSecondsOf, utcOf } from '../../evidence/time.ts';
import type { StationStatus } from '../../ports/status-board.ts';
import { errorText } from '../../words/error-text.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import type { CliStation } from '../doors.ts';
import { jsonText } from '../output/json-text.ts';
import { ENVELOPE_VERSION, type Session } from '../session.ts';
import { alarmsOf } from './alarms-of.ts';
import { progressOf, slotLabel, whoseOf } from './slot-table.ts';
import { eventsBetween, type StationEvent } from './station-events.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * Tells every change as a line, until `signal` ends it or nobody reads it any more. The changes are the difference
 * between two looks at the status file: it is there anyway, replaced as a whole, needs no socket with rights of its own,
 * and outlives a restart of either side; what it costs is one small file a second.
 */
export async function followStatus(
  session: Session,
  station: CliStation,
  signal: AbortSignal,
): Promise<number> {
  const { io, flags, words } = session;
  const { board, clock, config } = station;
  let before: StationStatus | null = null;
  if ((await board.read()) === null && !flags.isJson) io.stdout.write(`${words.cli.waitingForStation}\n`);
  while (!signal.aborted && !io.isOutputClosed) {
    const status = await board.read();
    const after = status === null ? null : { ...status, alarms: await alarmsOf(station, status) };
    const at = utcOf(clock.read().wallMs);
    for (const event of eventsBetween(before, after)) {
      if (flags.isJson) io.stdout.write(`${jsonText({ sealdock: ENVELOPE_VERSION, at, ...event })}\n`);
      else if (event.event !== 'slot' || event.isNewState) {
        const time = localSecondsOf(at, config.station.zone).slice(11);
        io.stdout.write(`${time}  ${eventText(words, event)}\n`);
      }
    }
    before = after;
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }
  return 0;
}

function eventText(words: Words, event: StationEvent): string {
  const { cli } = words;
  switch (event.event) {
    case 'station':
      return event.pid === null ? cli.stationEnded : cli.stationStarted(event.pid);
    case 'slot': {
      const { slot } = event;
      const parts = [
        `${cli.columns.slot} ${slotLabel(words, slot)}`,
        whoseOf(words, slot),
        words.slotStates[slot.state],
        progressOf(words, slot),
      ];
      return parts.filter((part) => part !== '').join('  ');
    }
    case 'dock': {
      const { dock, recorder, path, result } = event.dock;
      const end = result === null ? words.phases.finished : words.dockResults[result];
      return `${cli.columns.dock} ${shown(dock)}  ${recorder ?? cli.none}  ${shown(path)}  ${end}`;
    }
    case 'alarm': {
      const { code, raised } = event;
      const known = Object.hasOwn(ERROR_CODES, code) ? errorText(words, code as ErrorCode, null) : '';
      return `${raised ? cli.alarmRaised : cli.alarmCleared}${cli.colon}${known} [${shown(code)}]`;
    }
  }
}
