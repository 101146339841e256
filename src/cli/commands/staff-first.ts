import { dateAt } from '../../evidence/calendar-date.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { utcOf } from '../../evidence/time.ts';
import { addFirst } from '../../staff/change-staff.ts';
import { hashPassword } from '../../staff/password-hash.ts';
import { refuseWeak } from '../../staff/password-rule.ts';
import { osUserOf } from '../actor-of.ts';
import { changeStation } from '../change-station.ts';
import type { Session } from '../session.ts';
import { readFirst } from '../staff/read-first.ts';
import { type PasswordFlags, readPasswords } from '../staff/read-passwords.ts';

export interface StaffFirstFlags extends PasswordFlags {
  readonly from?: string;
}

/** The first security administrator: only as long as there is nobody. */
export async function staffFirst(session: Session, { from, ...flags }: StaffFirstFlags): Promise<number> {
  return changeStation(session, async ({ catalog, clock, config, staff }) => {
    const [somebody] = await catalog.peoplePage(null, 1);
    // Before anybody is asked for a password; the catalogue asks again in the same transaction.
    if (somebody !== undefined) throw new SealdockError('staff-present');
    const { words } = session;
    const at = utcOf(clock.read().wallMs);
    const { id, facts } = await readFirst(session, from, dateAt(at, config.station.zone));
    const [password = ''] = await readPasswords(session, flags, [
      { text: words.staff.questions.password, isNew: true },
    ]);
    refuseWeak(password, id);
    const record = { hash: await hashPassword(password, staff.cost), setAt: at, mustChange: false };
    const change = addFirst({ id, facts, password: record }, { actor: osUserOf(session), at });
    await catalog.keepPerson(change);
    session.result({ person: change.after }, () => words.staff.firstAdded(id, `sealdock login ${id}`));
    return 0;
  });
}
