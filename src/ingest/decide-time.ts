import type { Mark } from '../evidence/marks.ts';
import { epochMsOf, type UtcTime } from '../evidence/time.ts';

export interface TimeSources {
  readonly name: UtcTime | null;
  readonly container: UtcTime | null;
  /** The file system's time of last change: about when the recording ended. */
  readonly fileSystem: UtcTime;
}

export interface DecidedTime extends TimeSources {
  readonly at: UtcTime;
  readonly from: 'name' | 'container' | 'file-system';
  readonly marks: readonly Extract<Mark, 'time-disagrees' | 'time-implausible'>[];
}

/** Before the first body-worn recorders; clocks that lost their battery start in 1970, 1980 or 2000. */
const EARLIEST_PLAUSIBLE_MS = Date.parse('2005-01-01T00:00:00Z');
/** A recorder's clock may run ahead of the station's by this much and still be believed. */
const AHEAD_MS = 24 * 3_600_000;
/** No recorder writes one file for longer. */
const LONGEST_FILE_MS = 24 * 3_600_000;

/**
 * When was it recorded? Name, container and file system are asked in that order, and the first that can be true is
 * believed. All three stay on record, and that they disagree does too.
 */
export function decideTime(sources: TimeSources, stationNowMs: number, toleranceMs: number): DecidedTime {
  const plausible = (time: UtcTime | null): time is UtcTime => {
    const ms = time === null ? Number.NaN : epochMsOf(time);
    return ms >= EARLIEST_PLAUSIBLE_MS && ms <= stationNowMs + AHEAD_MS;
  };
  const ordered = [
    ['name', sources.name],
    ['container', sources.container],
    ['file-system', sources.fileSystem],
  ] as const;
  const believed = ordered.find(([, time]) => plausible(time));
  const [from, at] = believed ??
    ordered.find(([, time]) => time !== null) ?? ['file-system', sources.fileSystem];

  const marks: DecidedTime['marks'][number][] = [];
  if (disagree(sources, toleranceMs)) marks.push('time-disagrees');
  if (believed === undefined) marks.push('time-implausible');
  return { ...sources, at: at ?? sources.fileSystem, from, marks };
}

/**
 * A file is written from the time in its name until its last change, and the container's time lies in between: some
 * recorders write it at the start, some at the end.
 */
function disagree(sources: TimeSources, toleranceMs: number): boolean {
  const end = epochMsOf(sources.fileSystem);
  const start = sources.name ?? sources.container;
  if (start === null) return false;
  const startMs = epochMsOf(start);
  const outside = (ms: number, fromMs: number, toMs: number) =>
    ms < fromMs - toleranceMs || ms > toMs + toleranceMs;
  if (outside(end, startMs, startMs + LONGEST_FILE_MS)) return true;
  return sources.container !== null && outside(epochMsOf(sources.container), startMs, Math.max(startMs, end));
}
