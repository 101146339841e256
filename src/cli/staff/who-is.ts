import { resumeSession, type SessionAnswer } from '../../staff/resume-session.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';
import { sessionFile } from './session-file.ts';

/** Who is signed in on this account of the system; `nobody` when no session was opened, or it was ended here. */
export async function whoIs(
  session: Session,
  station: CliStation,
): Promise<SessionAnswer | { readonly kind: 'nobody' }> {
  const file = await sessionFile(session, station);
  const token = await file.read();
  if (token === null) return { kind: 'nobody' };
  const answer = await resumeSession(station, token, station.staff);
  // It is told once that a session has ended; from then on nobody is signed in.
  if (answer.kind === 'over') await file.remove();
  return answer;
}
