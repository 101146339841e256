import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { Person, StaffId } from '../evidence/staff.ts';
import type { UtcTime } from '../evidence/time.ts';

/** What proves a password; the password itself is nowhere. */
export interface PasswordRecord {
  /** `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
  readonly hash: string;
  readonly setAt: UtcTime;
  /** Somebody else has set it: it serves only to set another one. */
  readonly mustChange: boolean;
}

/** One person as it shall stand in the book from now on. */
export interface StaffChange {
  /** The row that this was made from; null for a person who is new. */
  readonly before: Person | null;
  readonly after: Person;
  /** The very first one: refused when there is anybody in the book already. */
  readonly isFirst: boolean;
  /** A new password; null leaves what is there. */
  readonly password: PasswordRecord | null;
  /** Ends every session of this person. */
  readonly endsSessions: boolean;
  readonly entry: AuditDraft;
}

/** Failed sign-ins in a row. The key is an account, or for names that no account has one of a few places. */
export interface SignInAttempts {
  readonly key: string;
  readonly failures: number;
  readonly lockedUntil: UtcTime | null;
  readonly changedAt: UtcTime;
}

/** Known by the digest of its token; whoever reads the catalogue cannot become that person. */
export interface StaffSession {
  readonly digest: Sha256;
  readonly staff: StaffId;
  readonly startedAt: UtcTime;
  readonly expiresAt: UtcTime;
  readonly seenAt: UtcTime;
}

/** People, their passwords and sessions. Every change takes its entry with it, but for when a session was last used. */
export interface StaffBook {
  person(id: StaffId): Promise<Person | null>;
  /** In the order of accounts. */
  peoplePage(after: StaffId | null, limit: number): Promise<readonly Person[]>;
  personWithCertificate(certificate: string): Promise<Person | null>;
  password(id: StaffId): Promise<PasswordRecord | null>;
  /**
   * @throws SealdockError `staff-known` for an account or a certificate number that is there; `staff-present` for a
   * first one that is not; `last-security-admin` when nobody would be left who is active, in post without an end, and
   * may add people; `catalogue-busy` when somebody else has changed the row meanwhile.
   */
  keepPerson(change: StaffChange): Promise<void>;

  attempts(key: string): Promise<SignInAttempts | null>;
  /**
   * What a sign-in came to: the count after it, the session if there is one, the entries.
   * @throws SealdockError `catalogue-busy` when another sign-in has been counted meanwhile: then nothing of this one holds.
   */
  keepSignIn(signIn: {
    readonly before: SignInAttempts | null;
    readonly after: SignInAttempts;
    readonly session: StaffSession | null;
    readonly entries: readonly AuditDraft[];
  }): Promise<void>;

  /** Null for one that never was, or has been ended. */
  session(digest: Sha256): Promise<StaffSession | null>;
  /** Those that nobody has ended, in the order of their digests. */
  sessionsPage(after: Sha256 | null, limit: number): Promise<readonly StaffSession[]>;
  /** When it was last used is no fact about evidence, and has no entry. */
  touchSession(digest: Sha256, at: UtcTime): Promise<void>;
  endSession(digest: Sha256, entry: AuditDraft): Promise<void>;
}
