import type { CalendarDate } from '../../evidence/calendar-date.ts';
import { instantOfReading, type UtcTime, utcOf } from '../../evidence/time.ts';

/** The last second of that day in the zone: whatever happens on it has happened. */
export function endOfDay(day: CalendarDate, zone: string): UtcTime {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const reading = { year, month, day: date, hour: 23, minute: 59, second: 59 };
  // No zone skips the end of a day that there is; should one ever, the day ends by UTC.
  return instantOfReading(reading, zone) ?? utcOf(Date.parse(`${day}T23:59:59Z`));
}
