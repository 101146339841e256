import type { Brand } from './brand.ts';

/*
 * Clearing: a sealed file's original is removed from the card. Off unless the bureau's policy says otherwise, and a
 * step of its own after the dock: what takes footage in cannot write to a card (DESIGN 5, invariant 1).
 */

/** `clear-<UTC YYYYMMDDTHHMMSS>-<8 hex>`: one decision about one docked card. */
export type ClearId = Brand<string, 'ClearId'>;

const CLEAR_ID = /^clear-\d{8}T\d{6}-[0-9a-f]{8}$/;

export function parseClearId(text: string): ClearId | null {
  return CLEAR_ID.test(text) ? (text as ClearId) : null;
}

/** @param random at least 8 hex characters. */
export function clearIdOf(utc: string, random: string): ClearId {
  const compact = utc.replaceAll('-', '').replaceAll(':', '').slice(0, 15);
  return `clear-${compact}-${random.slice(0, 8)}` as ClearId;
}

/**
 * What must be shown of the card's file before it goes. `sealed`: path, size and time are those of the sealed file.
 * `compare`: besides, the whole file, hashed from the card just before, is what was sealed. The weaker stands first.
 */
export const CLEAR_PROOFS = ['sealed', 'compare'] as const;
export type ClearProof = (typeof CLEAR_PROOFS)[number];

/** Why a sealed file stays on the card. */
export const KEEP_REASONS = [
  'not-sealed', // the catalogue has no recording for it, or one of another size
  'absent', // it is not on the card any more
  'changed', // another size, time or inode than when it was sealed
  'vault-differs', // the sealed copy is missing, altered or unreadable: this is the only good one left
  'vault-unproved', // the sealed copy could only be read from the cache, which proves nothing about the medium
  'held', // a hold forbids to end bytes of this recording
  'not-probed', // nobody has looked yet whether the sealed copy can be played
  'finding', // the recording bears a mark that a person should look into first
  'digest-file', // the recorder's digest file beside it does not say what was sealed
  'grace', // younger in the vault than the policy's `keepOnCard`
  'order-full', // one order takes so many and no more
] as const;
export type KeepReason = (typeof KEEP_REASONS)[number];

/** Why nothing on a card may go, whatever is on it. */
export const CLEAR_VETOES = [
  'off', // the policy does not clear
  'dock-not-done', // something on the card was not taken, or the dock found something
  'dock-marks', // the card as a whole bears a mark
  'no-medium', // a plain folder, not a mounted medium of its own
  'other-medium', // not the medium any more that was docked
] as const;
export type ClearVeto = (typeof CLEAR_VETOES)[number];

/** How the carrying out of an order ended. */
export const CLEAR_ENDS = [
  'done', // each file was looked at; what became of it is told file by file
  'nothing', // no file was to go, and no order was given
  'interrupted', // the program that clears died in the middle: what went is only known from the card
  'unanswered', // nobody carried the order out in time, or its answer was lost
  'proof-too-weak', // the privileged program's own configuration asks for more
  'stale', // given before the machine was started anew
  'not-mounted', // no medium is mounted where the order says
  'other-medium', // another medium is there
  'unknown-file-system', // one that is never written to
  'in-use', // somebody still reads from it
  'write-protected', // the medium cannot be written to
  'gone', // the medium went away in the middle
  'failed',
] as const;
export type ClearEnd = (typeof CLEAR_ENDS)[number];

/** What became of one file of an order. */
export const CLEAR_OUTCOMES = [
  'removed',
  'absent', // it was gone already
  'changed', // not the size and time that the order tells
  'differs', // hashed from the card, it is not what was sealed
  'no-file', // a link, a folder or something else has its name
  'read-failed',
  'not-removed', // the file system refused
  'not-reached', // the order ended before
  'unknown',
] as const;
export type ClearOutcome = (typeof CLEAR_OUTCOMES)[number];
