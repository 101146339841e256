import type { Actor } from '../evidence/audit-entry.ts';
import type { Session } from './session.ts';

/** Whoever is logged in; staff accounts come with their own issue. */
export function actorOf({ io }: Pick<Session, 'io'>): Actor {
  return { kind: 'os-user', id: io.user, role: 'operator', established: 'os-login' };
}
