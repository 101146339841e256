import type { CalendarDate } from '../evidence/calendar-date.ts';
import { mayAct, type Person } from '../evidence/staff.ts';

/**
 * Units where nobody keeps the recordings: each has a dedicated person (ZY-17, ZZ-40.2, CL-21.2, WS-8).
 * @param units those that recorders belong to; the people's own are looked at in any case.
 */
export function unitsWithoutCustodian(
  people: readonly Person[],
  units: readonly string[],
  today: CalendarDate,
): readonly string[] {
  const acting = people.filter((person) => mayAct(person, today));
  const kept = new Set(acting.filter(({ roles }) => roles.includes('custodian')).map(({ unit }) => unit));
  const all = new Set([...acting.flatMap(({ unit }) => unit ?? []), ...units]);
  return [...all].filter((unit) => !kept.has(unit)).sort();
}
