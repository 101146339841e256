import { SealdockError } from '../evidence/errors.ts';

export const PASSWORD_CHARS_LEAST = 10;
/** UTF-16 units; longer ones are refused before anything is computed from them. */
export const PASSWORD_CHARS_LIMIT = 128;
const KINDS_LEAST = 3;

/** Small and capital letters, digits, and everything else, which includes Chinese. */
const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{Ll}\p{Lu}\p{Nd}]/u];

/** GB/T 22239, 8.1.4.1. @throws SealdockError `password-weak`; what was given is never part of it. */
export function refuseWeak(password: string, account: string): void {
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  const isLong = password.length >= PASSWORD_CHARS_LEAST && password.length <= PASSWORD_CHARS_LIMIT;
  const isAccount = password.toLowerCase().includes(account.toLowerCase());
  if (isLong && kinds >= KINDS_LEAST && !isAccount) return;
  throw new SealdockError('password-weak', { about: account });
}
