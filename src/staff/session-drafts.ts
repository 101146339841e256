import type { Actor, AuditDraft } from '../evidence/audit-entry.ts';
import type { Person } from '../evidence/staff.ts';
import type { SignInAttempts, StaffSession } from '../ports/staff-book.ts';

/** For the audit administrator; whoever tries to sign in is not told. */
export type RefusedWhy = 'unknown-account' | 'password' | 'not-in-use' | 'locked';

/** Stands for names that no account has. They are not written down: people type passwords there by mistake. */
const NOBODY = '?';

export function signedInDraft({ staff, digest, expiresAt }: StaffSession, osUser: Actor): AuditDraft {
  return {
    act: 'staff.signed-in',
    actor: { kind: 'staff', id: staff, role: 'self', established: 'password' },
    object: { kind: 'staff', id: staff },
    reason: null,
    before: null,
    after: 'signed-in',
    // The token has 256 random bits: its digest gives nothing away.
    detail: { session: digest, expiresAt, osUser: osUser.id },
  };
}

export function refusedDraft(osUser: Actor, person: Person | null, why: RefusedWhy): AuditDraft {
  return {
    act: 'staff.sign-in-refused',
    actor: osUser,
    object: { kind: 'staff', id: person?.id ?? NOBODY },
    reason: null,
    before: null,
    after: null,
    detail: { why },
  };
}

export function lockedDraft(
  osUser: Actor,
  person: Person | null,
  { lockedUntil }: SignInAttempts,
): AuditDraft {
  return {
    act: 'staff.locked',
    actor: osUser,
    object: { kind: 'staff', id: person?.id ?? NOBODY },
    reason: null,
    before: null,
    after: 'locked',
    detail: { until: lockedUntil },
  };
}

export function signedOutDraft({ staff, digest }: StaffSession): AuditDraft {
  return {
    act: 'staff.signed-out',
    actor: { kind: 'staff', id: staff, role: 'self', established: 'session' },
    object: { kind: 'staff', id: staff },
    reason: null,
    before: 'signed-in',
    after: 'signed-out',
    detail: { session: digest },
  };
}
