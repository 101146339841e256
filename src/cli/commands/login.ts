import { signedOutDraft } from '../../staff/session-drafts.ts';
import { signIn } from '../../staff/sign-in.ts';
import { shown } from '../../words/shown.ts';
import { osUserOf } from '../actor-of.ts';
import { changeStation } from '../change-station.ts';
import { timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { type PasswordFlags, readPasswords } from '../staff/read-passwords.ts';
import { rolesText } from '../staff/roles-text.ts';
import { sessionFile } from '../staff/session-file.ts';
import { whoIs } from '../staff/who-is.ts';

/** Opens a session for a person; one that was open on this account of the system ends. */
export async function login(session: Session, account: string, flags: PasswordFlags): Promise<number> {
  return changeStation(session, async (station) => {
    const { words } = session;
    const [password = ''] = await readPasswords(session, flags, [
      { text: words.staff.questions.password, isNew: false },
    ]);
    const before = await whoIs(session, station);
    const credentials = { account, password, osUser: osUserOf(session) };
    const opened = await signIn(station, credentials, station.staff);
    await (await sessionFile(session, station)).write(opened.token);
    if (before.kind === 'signed-in') {
      await station.catalog.endSession(before.session.digest, signedOutDraft(before.session));
    }
    const { person, session: signedIn } = opened;
    const { expiresAt } = signedIn;
    session.result({ account: person.id, name: person.name, roles: person.roles, expiresAt }, () =>
      words.staff.signedIn(
        shown(person.name),
        rolesText(session, person.roles),
        timeText(expiresAt, station.config.station.zone),
      ),
    );
    return 0;
  });
}
