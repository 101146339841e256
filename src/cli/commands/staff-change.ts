import { SealdockError } from '../../evidence/errors.ts';
import type { Person, Role, StaffId } from '../../evidence/staff.ts';
import type { StaffChange } from '../../ports/staff-book.ts';
import type { ActingPerson } from '../../staff/acting-person.ts';
import { changePerson, resumePerson, setRoles, suspendPerson } from '../../staff/change-staff.ts';
import type { Session } from '../session.ts';
import { personOrRefuse } from '../staff/all-people.ts';
import { factsOf, type PersonFlags } from '../staff/person-flags.ts';
import { withStaff } from '../staff/with-staff.ts';

export async function staffChange(session: Session, id: StaffId, flags: PersonFlags): Promise<number> {
  const { changed } = session.words.staff;
  return change(session, id, changed(id), (before, by) =>
    changePerson(before, factsOf(session, flags, before), by),
  );
}

export async function staffRoles(
  session: Session,
  id: StaffId,
  roles: readonly Role[],
  { none = false }: { readonly none?: boolean },
): Promise<number> {
  const { words } = session;
  if ((roles.length === 0) !== none) {
    throw new SealdockError('usage', { expected: words.staff.rolesOrNone });
  }
  return change(session, id, words.staff.changed(id), (before, by) => setRoles(before, roles, by));
}

export async function staffSuspend(
  session: Session,
  id: StaffId,
  { reason }: { readonly reason: string },
): Promise<number> {
  const { suspended } = session.words.staff;
  return change(session, id, suspended(id), (before, by) => suspendPerson(before, reason, by));
}

export async function staffResume(session: Session, id: StaffId): Promise<number> {
  return change(session, id, session.words.staff.resumed(id), resumePerson);
}

/** Decides on one person as a security administrator, writes it if there is something, and says so. */
async function change(
  session: Session,
  id: StaffId,
  done: string,
  decide: (before: Person, by: ActingPerson) => StaffChange | null,
): Promise<number> {
  return withStaff(session, ['security-admin'], async (station, by) => {
    const before = await personOrRefuse(station, id);
    const decided = decide(before, by);
    if (decided !== null) await station.catalog.keepPerson(decided);
    session.result({ isChanged: decided !== null, person: decided?.after ?? before }, () =>
      decided === null ? session.words.staff.unchanged(id) : done,
    );
    return 0;
  });
}
