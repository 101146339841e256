import { type ErrorCode, errnoOf, SealdockError } from '../../evidence/errors.ts';
import { cardCodeOf } from '../card-errno.ts';
import { statPath } from './file-calls.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** The card as it was listed: where it is mounted, and a file's `device:inode`. */
export interface ListedCard {
  readonly cardRoot: string;
  readonly inode: string;
}

/** What a failed call to a card's file means; asks the card's root whether the card is still there. */
export async function cardFailure(error: unknown, listed: ListedCard): Promise<Error> {
  if (error instanceof SealdockError) return error;
  const errno = errnoOf(error);
  if (errno === null) return error as Error;
  const code = await cardCodeOf(errno, () => isCardThere(listed));
  const facts = { found: errno === 'ELOOP' ? 'a symbolic link' : errno, cause: error };
  if (code !== 'card-file-changed') return new SealdockError(code, facts);
  return new SealdockError(code, { ...facts, expected: 'the file that was listed' });
}

export function vaultWriteFailure(error: unknown): Error {
  const isFull = FULL.has(errnoOf(error) ?? '');
  return vaultFailure(error, isFull ? 'vault-full' : 'vault-write-failed');
}

export function vaultReadFailure(error: unknown): Error {
  return vaultFailure(error, 'vault-read-failed');
}

function vaultFailure(error: unknown, code: ErrorCode): Error {
  if (error instanceof SealdockError) return error;
  const errno = errnoOf(error);
  return errno === null ? (error as Error) : new SealdockError(code, { found: errno, cause: error });
}

/** An unmounted card leaves the empty folder that it was mounted on: that one is on another device. */
async function isCardThere({ cardRoot, inode }: ListedCard): Promise<boolean> {
  try {
    const { dev } = await statPath(cardRoot);
    return inode.startsWith(`${dev}:`);
  } catch {
    return false;
  }
}
