import { sha256Of } from '../evidence/digest.ts';
import type { StaffId } from '../evidence/staff.ts';
import { epochMsOf, laterThan, type UtcTime, utcOf } from '../evidence/time.ts';
import type { SignInAttempts } from '../ports/staff-book.ts';

/** GB/T 22239, 8.1.4.1: failures in a row, and how long nobody signs in after them. */
export const FAILURES_LIMIT = 5;
export const LOCK_MS = 15 * 60_000;

export interface CountedAttempt {
  readonly kind: 'passed' | 'failed' | 'locked';
  readonly after: SignInAttempts;
  /** True when it is this failure that locks. */
  readonly isLocking: boolean;
}

/** Whether a try counts as passed, whatever the password was: while an account is locked nobody learns that it was right. */
export function countAttempt(
  before: SignInAttempts | null,
  key: string,
  isMatch: boolean,
  now: UtcTime,
): CountedAttempt {
  const changedAt = before === null ? now : laterThan(before.changedAt, now);
  const lockedUntil = before?.lockedUntil ?? null;
  if (before !== null && lockedUntil !== null && now < lockedUntil) {
    return { kind: 'locked', after: { ...before, changedAt }, isLocking: false };
  }
  if (isMatch) {
    return { kind: 'passed', after: { key, failures: 0, lockedUntil: null, changedAt }, isLocking: false };
  }
  // A lock that is over has been the answer to the failures before it.
  const failures = (lockedUntil === null ? (before?.failures ?? 0) : 0) + 1;
  const isLocking = failures >= FAILURES_LIMIT;
  const until = isLocking ? utcOf(epochMsOf(now) + LOCK_MS) : null;
  return {
    kind: isLocking ? 'locked' : 'failed',
    after: { key, failures, lockedUntil: until, changedAt },
    isLocking,
  };
}

/**
 * Where failures are counted. Names that no account has are locked like accounts, so that they give the same answer;
 * they share 65,536 places, which bounds the table and keeps what was mistyped for a name out of it.
 */
export function attemptsKey(account: string, known: StaffId | null): string {
  return known ?? `?${sha256Of(account).slice(0, 4)}`;
}
