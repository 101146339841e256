import type { Actor, StaffActor } from '../evidence/audit-entry.ts';
import type { CalendarDate } from '../evidence/calendar-date.ts';
import type { Person, Role } from '../evidence/staff.ts';
import type { UtcTime } from '../evidence/time.ts';

/** Who changes something, and when. */
export interface ActedBy {
  readonly actor: Actor;
  readonly at: UtcTime;
}

/** Somebody who is signed in, for one command. */
export interface ActingPerson extends ActedBy {
  readonly person: Person;
  readonly actor: StaffActor;
  readonly today: CalendarDate;
}

/** The same person, acting in this role. */
export function inRole(by: ActingPerson, role: Role): ActingPerson {
  return { ...by, actor: { ...by.actor, role } };
}
