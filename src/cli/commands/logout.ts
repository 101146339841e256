import { signedOutDraft } from '../../staff/session-drafts.ts';
import { changeStation } from '../change-station.ts';
import type { Session } from '../session.ts';
import { sessionFile } from '../staff/session-file.ts';
import { whoIs } from '../staff/who-is.ts';

export async function logout(session: Session): Promise<number> {
  return changeStation(session, async (station) => {
    const who = await whoIs(session, station);
    if (who.kind === 'signed-in') {
      await station.catalog.endSession(who.session.digest, signedOutDraft(who.session));
      await (await sessionFile(session, station)).remove();
    }
    const { signedOut, nobodySignedIn } = session.words.staff;
    const wasSignedIn = who.kind === 'signed-in';
    session.result({ wasSignedIn }, () => (wasSignedIn ? signedOut : nobodySignedIn));
    return 0;
  });
}
