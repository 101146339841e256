import type { Actor } from '../evidence/audit-entry.ts';
import { dateAt } from '../evidence/calendar-date.ts';
import { SealdockError } from '../evidence/errors.ts';
import { type Person, ROLES, type Role, roleAmong } from '../evidence/staff.ts';
import { utcOf } from '../evidence/time.ts';
import type { ActingPerson } from '../staff/acting-person.ts';
import type { CliStation } from './doors.ts';
import type { Session } from './session.ts';
import { whoIs } from './staff/who-is.ts';

/** Who takes the log elsewhere, and answers for what does not add up. */
export const AUDIT_KEEPERS: readonly Role[] = ['audit-admin', 'custodian', 'legal-affairs', 'system-admin'];

/** Whoever is logged in to the system itself. */
export function osUserOf({ io }: Pick<Session, 'io'>): Actor {
  return { kind: 'os-user', id: io.user, role: 'operator', established: 'os-login' };
}

/**
 * Who acts: the person who is signed in, in the first of these roles that they hold, else the system's user. What
 * `anybody` may do is never refused for want of a role.
 * @throws SealdockError `role-missing` when the person holds none of them.
 */
export async function actorOf(
  session: Session,
  station: CliStation,
  permits: readonly Role[] | 'anybody',
): Promise<Actor> {
  const who = await whoIs(session, station);
  if (who.kind === 'signed-in') {
    const { person } = who;
    const role =
      permits === 'anybody' ? (roleAmong(person, ROLES) ?? 'self') : permittedRole(session, person, permits);
    return { kind: 'staff', id: person.id, role, established: 'session' };
  }
  if (who.kind === 'over') session.note(session.words.staff.sessionOver(session.io.user));
  return osUserOf(session);
}

/**
 * The person who is signed in, for a command that needs one.
 * @throws SealdockError `not-signed-in`, `session-expired`, `role-missing`.
 */
export async function requireStaff(
  session: Session,
  station: CliStation,
  permits: readonly Role[],
): Promise<ActingPerson> {
  const who = await whoIs(session, station);
  if (who.kind === 'nobody') throw new SealdockError('not-signed-in');
  if (who.kind === 'over') throw new SealdockError('session-expired');
  return actingPerson(station, who.person, permittedRole(session, who.person, permits));
}

function permittedRole({ words }: Session, person: Person, permits: readonly Role[]): Role {
  const role = roleAmong(person, permits);
  if (role !== null) return role;
  throw new SealdockError('role-missing', {
    about: person.id,
    expected: permits.map((each) => words.staff.roles[each]).join(words.cli.listSeparator),
  });
}

function actingPerson({ clock, config }: CliStation, person: Person, role: Role): ActingPerson {
  const at = utcOf(clock.read().wallMs);
  return {
    person,
    actor: { kind: 'staff', id: person.id, role, established: 'session' },
    at,
    today: dateAt(at, config.station.zone),
  };
}
