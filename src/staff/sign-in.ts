import { randomBytes } from 'node:crypto';
import type { Actor } from '../evidence/audit-entry.ts';
import { dateAt } from '../evidence/calendar-date.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { mayAct, type Person, parseStaffId } from '../evidence/staff.ts';
import { epochMsOf, type UtcTime, utcOf } from '../evidence/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { PasswordRecord, StaffBook, StaffSession } from '../ports/staff-book.ts';
import { attemptsKey, countAttempt } from './count-attempt.ts';
import { type PasswordCost, passwordMatches } from './password-hash.ts';
import { lockedDraft, type RefusedWhy, refusedDraft, signedInDraft } from './session-drafts.ts';

export interface SignInPorts {
  readonly catalog: Pick<StaffBook, 'person' | 'password' | 'attempts' | 'keepSignIn'>;
  readonly clock: Clock;
}

export interface StaffSettings {
  readonly zone: string;
  /** How long a session lasts, and how long it may lie idle. */
  readonly sessionMs: number;
  readonly idleMs: number;
  /** Null: a password grows as old as it likes. */
  readonly passwordAgeMs: number | null;
  readonly cost: PasswordCost;
}

export interface Credentials {
  /** As it was typed. */
  readonly account: string;
  readonly password: string;
  /** Who asks, before it is known who that is. */
  readonly osUser: Actor;
}

export interface ProvedPerson {
  readonly person: Person;
  readonly password: PasswordRecord;
}

const TOKEN_BYTES = 32;

/**
 * Opens a session.
 * @returns the token, which is nowhere else: the catalogue keeps its digest.
 * @throws SealdockError `sign-in-refused`, `account-locked`; `password-expired` where it serves only to be changed.
 */
export async function signIn(
  ports: SignInPorts,
  credentials: Credentials,
  settings: StaffSettings,
): Promise<{ readonly token: string; readonly session: StaffSession; readonly person: Person }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const open = ({ person, password }: ProvedPerson, now: UtcTime): StaffSession | null =>
    isPasswordOver(password, now, settings) ? null : sessionOf(person, token, now, settings);
  const { person, session } = await settle(ports, credentials, settings, open);
  if (session === null) throw new SealdockError('password-expired', { about: person.id });
  return { token, session, person };
}

/**
 * Proves that somebody knows their own password, with failures counted as at a sign-in.
 * @throws SealdockError `sign-in-refused`, `account-locked`.
 */
export async function provePassword(
  ports: SignInPorts,
  credentials: Credentials,
  settings: StaffSettings,
): Promise<Person> {
  return (await settle(ports, credentials, settings, () => null)).person;
}

/** Sign-ins that happen at the same time are counted one after the other; nobody has more of them at once. */
const TRIES_LIMIT = 20;

async function settle(
  { catalog, clock }: SignInPorts,
  { account, password, osUser }: Credentials,
  settings: StaffSettings,
  open: (proved: ProvedPerson, now: UtcTime) => StaffSession | null,
): Promise<{ readonly person: Person; readonly session: StaffSession | null }> {
  const id = parseStaffId(account);
  const person = id === null ? null : await catalog.person(id);
  const record = person === null ? null : await catalog.password(person.id);
  const isMatch = await passwordMatches(password, record?.hash ?? null, settings.cost);
  const key = attemptsKey(account, person?.id ?? null);
  for (let tries = 0; tries < TRIES_LIMIT; tries += 1) {
    const now = utcOf(clock.read().wallMs);
    const proved =
      person !== null && record !== null && isMatch && mayAct(person, dateAt(now, settings.zone))
        ? { person, password: record }
        : null;
    const before = await catalog.attempts(key);
    const counted = countAttempt(before, key, proved !== null, now);
    const session = counted.kind === 'passed' && proved !== null ? open(proved, now) : null;
    const why: RefusedWhy =
      counted.kind === 'locked' && !counted.isLocking
        ? 'locked'
        : person === null
          ? 'unknown-account'
          : isMatch
            ? 'not-in-use'
            : 'password';
    const entries = [
      ...(counted.kind === 'passed' ? [] : [refusedDraft(osUser, person, why)]),
      ...(counted.isLocking ? [lockedDraft(osUser, person, counted.after)] : []),
      ...(session === null ? [] : [signedInDraft(session, osUser)]),
    ];
    if (!(await isKept(catalog, { before, after: counted.after, session, entries }))) continue;
    if (counted.kind === 'passed' && proved !== null) return { person: proved.person, session };
    throw new SealdockError(counted.kind === 'locked' ? 'account-locked' : 'sign-in-refused');
  }
  throw new SealdockError('catalogue-busy');
}

async function isKept(
  catalog: Pick<StaffBook, 'keepSignIn'>,
  signIn: Parameters<StaffBook['keepSignIn']>[0],
): Promise<boolean> {
  try {
    await catalog.keepSignIn(signIn);
    return true;
  } catch (thrown) {
    if (thrown instanceof SealdockError && thrown.code === 'catalogue-busy') return false;
    throw thrown;
  }
}

function isPasswordOver(
  { mustChange, setAt }: PasswordRecord,
  now: UtcTime,
  { passwordAgeMs }: StaffSettings,
): boolean {
  return mustChange || (passwordAgeMs !== null && epochMsOf(now) - epochMsOf(setAt) >= passwordAgeMs);
}

function sessionOf({ id }: Person, token: string, now: UtcTime, { sessionMs }: StaffSettings): StaffSession {
  return {
    digest: sha256Of(token),
    staff: id,
    startedAt: now,
    expiresAt: utcOf(epochMsOf(now) + sessionMs),
    seenAt: now,
  };
}
