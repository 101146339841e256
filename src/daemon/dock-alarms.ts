import { ERROR_CODES, type ErrorCode } from '../evidence/errors.ts';
import { epochMsOf } from '../evidence/time.ts';
import type { DockRow } from '../ports/catalog.ts';
import type { AlarmSource } from './status.ts';

/** A stop that nobody came back to for so long is a matter for the list of docks, not for an alarm. */
const STANDS_FOR_MS = 7 * 86_400_000;

/** Whoever docks the same recorder, or the same path where no recorder was read, ends the alarm of the dock before. */
export function alarmSourceOf(dock: Pick<DockRow, 'recorder' | 'path'>): AlarmSource {
  return `dock ${dock.recorder ?? dock.path}`;
}

/**
 * The alarms of docks that still stand after a restart: of each recorder the last dock that came to an end of its own.
 * @param newestFirst the last docks of the catalogue.
 */
export function standingAlarms(
  newestFirst: readonly DockRow[],
  nowMs: number,
): ReadonlyMap<AlarmSource, ErrorCode> {
  const standing = new Map<AlarmSource, ErrorCode>();
  const told = new Set<AlarmSource>();
  for (const dock of newestFirst) {
    const source = alarmSourceOf(dock);
    const isOurDoing = dock.result === null || dock.result === 'interrupted' || dock.code === 'interrupted';
    if (isOurDoing || told.has(source)) continue;
    told.add(source);
    if (dock.result !== 'stopped' || nowMs - epochMsOf(dock.startedAt) > STANDS_FOR_MS) continue;
    const { code } = dock;
    standing.set(source, code !== null && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'failed');
  }
  return standing;
}
