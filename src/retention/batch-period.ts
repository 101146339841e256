import type { CalendarDate } from '../evidence/calendar-date.ts';

/** The period whose batch takes what is due on this day: `2027-03`, `2027-Q1` or `2027`. */
export function batchPeriodOf(day: CalendarDate, length: 'month' | 'quarter' | 'year'): string {
  const [year, month] = [day.slice(0, 4), day.slice(5, 7)];
  if (length === 'month') return `${year}-${month}`;
  return length === 'year' ? year : `${year}-Q${Math.ceil(Number(month) / 3)}`;
}
