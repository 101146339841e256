import { Temporal } from 'temporal-polyfill';
import type { Brand } from './brand.ts';

/** An instant as RFC 3339 in UTC with milliseconds: `2026-11-20T08:00:00.000Z`. */
export type UtcTime = Brand<string, 'UtcTime'>;

/**
 * RFC 3339 knows the years 0000 to 9999; a file system may hold stranger times, which become the nearest end, a day
 * inside it, so that the year has four digits in every zone: it names a folder.
 */
const EARLIEST_MS = Date.parse('0000-01-02T00:00:00.000Z');
const LATEST_MS = Date.parse('9999-12-30T23:59:59.999Z');

/** @param epochMs fractions are cut off. */
export function utcOf(epochMs: number): UtcTime {
  const within = Math.min(Math.max(Math.trunc(epochMs), EARLIEST_MS), LATEST_MS);
  return new Date(within).toISOString() as UtcTime;
}

export function epochMsOf(time: UtcTime): number {
  return Date.parse(time);
}

/** The wall-clock reading in a zone, `YYYY-MM-DDTHH:MM:SS`. */
export function localSecondsOf(time: UtcTime, zone: string): string {
  return Temporal.Instant.from(time)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second', roundingMode: 'trunc' });
}

/** `time`, or one millisecond after `before`: what is changed has another time than it had. */
export function laterThan(before: UtcTime, time: UtcTime): UtcTime {
  return time > before ? time : utcOf(epochMsOf(before) + 1);
}

export interface LocalReading {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The instant at which a clock in that zone showed this reading; null when no calendar has such a day or hour. */
export function instantOfReading(reading: LocalReading, zone: string): UtcTime | null {
  try {
    const plain = Temporal.PlainDateTime.from(reading, { overflow: 'reject' });
    return utcOf(plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
  } catch {
    return null;
  }
}

/** True when the runtime knows the zone (`Asia/Shanghai`). */
export function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}
