import type { ErrorCode } from '../evidence/errors.ts';

/** What a call says when the medium is not there any more (FINDINGS 1.4; `ENOTCONN`, `ENODEV` from FUSE and USB). */
const GONE = new Set(['ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN', 'ENOMEDIUM', 'ESHUTDOWN']);
/** The card is there, and the file that was listed is not: removed meanwhile, or something else in its place. */
const CHANGED = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR']);

/**
 * What a failed call to a card means. Whatever the call said, a card that is not there any more is gone.
 * @param isThere asked only when the call itself does not tell.
 */
export async function cardCodeOf(
  errno: string,
  isThere: () => Promise<boolean>,
): Promise<Extract<ErrorCode, 'card-gone' | 'card-file-changed' | 'card-read-failed'>> {
  if (GONE.has(errno) || !(await isThere())) return 'card-gone';
  return CHANGED.has(errno) ? 'card-file-changed' : 'card-read-failed';
}
