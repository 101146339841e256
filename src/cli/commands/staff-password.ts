import type { StaffId } from '../../evidence/staff.ts';
import { utcOf } from '../../evidence/time.ts';
import { setPassword } from '../../staff/change-staff.ts';
import { hashPassword } from '../../staff/password-hash.ts';
import { refuseWeak } from '../../staff/password-rule.ts';
import { provePassword } from '../../staff/sign-in.ts';
import { osUserOf, requireStaff } from '../actor-of.ts';
import { changeStation } from '../change-station.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';
import { personOrRefuse } from '../staff/all-people.ts';
import { type PasswordFlags, readPasswords } from '../staff/read-passwords.ts';
import { whoIs } from '../staff/who-is.ts';

/**
 * A person's own password, proved by the one until now, whether they are signed in or not; or as a security
 * administrator that of somebody else.
 */
export async function staffPassword(session: Session, id: StaffId, flags: PasswordFlags): Promise<number> {
  return changeStation(session, async (station) => {
    const who = await whoIs(session, station);
    const isOther = who.kind === 'signed-in' && who.person.id !== id;
    return isOther ? setOthers(session, station, id, flags) : setOwn(session, station, id, flags);
  });
}

async function setOwn(
  session: Session,
  station: CliStation,
  id: StaffId,
  flags: PasswordFlags,
): Promise<number> {
  const { words } = session;
  const [current = '', next = ''] = await readPasswords(session, flags, [
    { text: words.staff.questions.currentPassword, isNew: false },
    { text: words.staff.questions.newPassword, isNew: true },
  ]);
  refuseWeak(next, id);
  const credentials = { account: id, password: current, osUser: osUserOf(session) };
  const person = await provePassword(station, credentials, station.staff);
  const at = utcOf(station.clock.read().wallMs);
  const record = { hash: await hashPassword(next, station.staff.cost), setAt: at, mustChange: false };
  const actor = { kind: 'staff', id, role: 'self', established: 'password' } as const;
  await station.catalog.keepPerson(setPassword(person, record, { actor, at }));
  session.result({ account: id, mustChange: false }, () => words.staff.passwordSet(id));
  return 0;
}

async function setOthers(
  session: Session,
  station: CliStation,
  id: StaffId,
  flags: PasswordFlags,
): Promise<number> {
  const { words } = session;
  const by = await requireStaff(session, station, ['security-admin']);
  const before = await personOrRefuse(station, id);
  const [next = ''] = await readPasswords(session, flags, [
    { text: words.staff.questions.newPassword, isNew: true },
  ]);
  refuseWeak(next, id);
  const record = { hash: await hashPassword(next, station.staff.cost), setAt: by.at, mustChange: true };
  await station.catalog.keepPerson(setPassword(before, record, by));
  session.result({ account: id, mustChange: true }, () =>
    words.staff.passwordSetByOther(id, `sealdock staff password ${id}`),
  );
  return 0;
}
