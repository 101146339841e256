import { dateAt } from '../evidence/calendar-date.ts';
import { sha256Of } from '../evidence/digest.ts';
import { mayAct, type Person } from '../evidence/staff.ts';
import { epochMsOf, utcOf } from '../evidence/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { StaffBook, StaffSession } from '../ports/staff-book.ts';
import type { StaffSettings } from './sign-in.ts';

export interface SessionPorts {
  readonly catalog: Pick<StaffBook, 'person' | 'session' | 'touchSession'>;
  readonly clock: Clock;
}

export type SessionAnswer =
  | { readonly kind: 'signed-in'; readonly person: Person; readonly session: StaffSession }
  /** Too old, idle for too long, ended, or its person may not act any more. */
  | { readonly kind: 'over' };

/** A session is used many times in a minute; once is written down. */
const TOUCH_MS = 60_000;

/** Whose session this token opens, as everything stands now. */
export async function resumeSession(
  { catalog, clock }: SessionPorts,
  token: string,
  { zone, idleMs }: Pick<StaffSettings, 'zone' | 'idleMs'>,
): Promise<SessionAnswer> {
  const now = utcOf(clock.read().wallMs);
  const session = await catalog.session(sha256Of(token));
  if (session === null || now >= session.expiresAt) return { kind: 'over' };
  const idle = epochMsOf(now) - epochMsOf(session.seenAt);
  if (idle >= idleMs) return { kind: 'over' };
  const person = await catalog.person(session.staff);
  if (person === null || !mayAct(person, dateAt(now, zone))) return { kind: 'over' };
  if (idle >= Math.min(TOUCH_MS, idleMs / 2)) await catalog.touchSession(session.digest, now);
  return { kind: 'signed-in', person, session };
}
