import { SealdockError } from '../../evidence/errors.ts';
import type { Role, StaffId } from '../../evidence/staff.ts';
import { addPerson } from '../../staff/change-staff.ts';
import { hashPassword } from '../../staff/password-hash.ts';
import { refuseWeak } from '../../staff/password-rule.ts';
import type { Session } from '../session.ts';
import { factsOf, type PersonFlags } from '../staff/person-flags.ts';
import { type PasswordFlags, readPasswords } from '../staff/read-passwords.ts';
import { withStaff } from '../staff/with-staff.ts';

export interface StaffAddFlags extends PersonFlags, PasswordFlags {
  readonly role?: readonly Role[];
}

/** A new person; the password that somebody else has thought of serves only to set another one. */
export async function staffAdd(session: Session, id: StaffId, flags: StaffAddFlags): Promise<number> {
  return withStaff(session, ['security-admin'], async ({ catalog, staff }, by) => {
    const { words } = session;
    // Nobody types a password for an account that cannot be.
    if ((await catalog.person(id)) !== null) throw new SealdockError('staff-known', { about: id });
    const facts = factsOf(session, flags, {
      name: flags.name ?? id,
      certificate: null,
      unit: null,
      inPost: { from: by.today, until: null },
      qualified: null,
    });
    const [password = ''] = await readPasswords(session, flags, [
      { text: words.staff.questions.password, isNew: true },
    ]);
    refuseWeak(password, id);
    const record = { hash: await hashPassword(password, staff.cost), setAt: by.at, mustChange: true };
    const change = addPerson({ id, facts, roles: flags.role ?? [], password: record }, by);
    await catalog.keepPerson(change);
    session.result({ person: change.after }, () => words.staff.added(id));
    return 0;
  });
}
