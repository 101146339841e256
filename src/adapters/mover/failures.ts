import { type ErrorCode, errnoOf, SealdockError } from '../../evidence/errors.ts';
import { statPath } from './file-calls.ts';

/** The medium under the mount went away (FINDINGS 1.4; `ENOTCONN` and `ENODEV` from FUSE and USB). */
const GONE = new Set(['ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN', 'ENOMEDIUM', 'ESHUTDOWN']);
/** Nothing is there under that name; whether the card is, must be asked. */
const MISSING = new Set(['ENOENT', 'ENOTDIR']);
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
  const facts = { found: errno, cause: error };
  if (GONE.has(errno) || !(await isCardThere(listed))) return new SealdockError('card-gone', facts);
  if (MISSING.has(errno)) {
    return new SealdockError('card-file-changed', { ...facts, expected: 'the file that was listed' });
  }
  if (errno === 'ELOOP') {
    return new SealdockError('card-file-changed', {
      expected: 'a regular file',
      found: 'a symbolic link',
      cause: error,
    });
  }
  return new SealdockError('card-read-failed', facts);
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
