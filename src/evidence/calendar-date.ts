import type { Brand } from './brand.ts';
import { localSecondsOf, type UtcTime } from './time.ts';

/** A day of the calendar, `YYYY-MM-DD`, in the years 0001 to 9999; which zone it is a day of, its holder says. */
export type CalendarDate = Brand<string, 'CalendarDate'>;

const PATTERN = /^(\d{4})-(\d\d)-(\d\d)$/;
const LAST_DAY = '9999-12-31' as CalendarDate;

/** A day that there is, or null: 30 February is none. */
export function parseCalendarDate(text: string): CalendarDate | null {
  const [, year, month, day] = (PATTERN.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  if (year < 1 || month < 1 || month > 12) return null;
  return day >= 1 && day <= daysInMonth(year, month) ? (text as CalendarDate) : null;
}

/**
 * The corresponding day some months later, or the last day of that month where it has none (民法典 202, RULES C32):
 * 31 August and six months are 28 or 29 February. The day itself is not counted. Ends with the year 9999.
 */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year, month, day] = partsOf(date);
  const count = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(count / 12), (count % 12) + 1];
  if (toYear > 9999) return LAST_DAY;
  return dateOf(toYear, toMonth, Math.min(day, daysInMonth(toYear, toMonth)));
}

/** @param days may be negative. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  const at = new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS);
  return at.getUTCFullYear() > 9999
    ? LAST_DAY
    : dateOf(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}

/** Whole days from one to the other; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** Days of four-digit years compare as text. */
export function laterOf(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one >= other ? one : other;
}

/** The day that a calendar on the wall of that zone showed at this instant. */
export function dateAt(time: UtcTime, zone: string): CalendarDate {
  return localSecondsOf(time, zone).slice(0, 10) as CalendarDate;
}

/** Ninety years; a sweep goes through recorders, each from its first day to its last. */
const REMEMBERED_LIMIT = 32_768;

/** What one UTC day is in a zone: the local day before this time of the UTC day, and from then on. */
interface LocalDays {
  readonly first: CalendarDate;
  /** `HH:MM:SS.mmm` of UTC; beyond the day's end when the whole day is one local day. */
  readonly changesAt: string;
  readonly second: CalendarDate;
}

/**
 * `dateAt` for a million instants: on a day without a change of the zone's offset one comparison tells the local day.
 * Bounded.
 */
export function openDayCache(zone: string): (time: UtcTime) => CalendarDate {
  const known = new Map<string, LocalDays | null>();
  return (time) => {
    const utcDay = time.slice(0, 10);
    let days = known.get(utcDay);
    if (days === undefined) {
      if (known.size >= REMEMBERED_LIMIT) known.clear();
      days = localDaysOf(utcDay, zone);
      known.set(utcDay, days);
    }
    if (days === null) return dateAt(time, zone);
    return time.slice(11, 23) < days.changesAt ? days.first : days.second;
  };
}

/** Null on a day on which the zone changes its offset (none does so twice within one). */
function localDaysOf(utcDay: string, zone: string): LocalDays | null {
  const [start, end] = [`${utcDay}T00:00:00.000Z`, `${utcDay}T23:59:59.000Z`] as [UtcTime, UtcTime];
  const offsetMs = (at: UtcTime) => Date.parse(`${localSecondsOf(at, zone)}Z`) - Date.parse(at);
  const offset = offsetMs(start);
  if (offset !== offsetMs(end)) return null;
  const [first, second] = [dateAt(start, zone), dateAt(end, zone)];
  if (first === second) return { first, changesAt: '24', second };
  // Local midnight lies within this UTC day, as long before its end, or after its start, as the zone is off UTC.
  const at = offset > 0 ? DAY_MS - offset : -offset;
  return { first, changesAt: new Date(at).toISOString().slice(11, 23), second };
}

const DAY_MS = 86_400_000;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function daysInMonth(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] as number);
}

function partsOf(date: CalendarDate): readonly [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

function dateOf(year: number, month: number, day: number): CalendarDate {
  const four = year < 1_000 ? String(year).padStart(4, '0') : year;
  return `${four}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}` as CalendarDate;
}
