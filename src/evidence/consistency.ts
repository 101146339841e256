import { assert } from './assert.ts';
import { EMPTY_ROOT, largestPowerBelow, nodeHash } from './merkle.ts';

/** C2SP tlog-witness: a client must not send more. */
export const PROOF_HASHES_LIMIT = 63;

/** A range of leaves, `from` up to but without `to`. */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The ranges whose roots prove that a tree of `size` leaves begins with the tree of its first `old` leaves, in the order
 * of RFC 6962, 2.1.2 (PROOF). Empty for an old size of 0 and for equal sizes.
 */
export function consistencyRanges(old: number, size: number): readonly LeafRange[] {
  assert(old >= 0 && old <= size, 'the old tree is not larger than the new one');
  return old === 0 || old === size ? [] : subProof(old, { from: 0, to: size }, true);
}

/** SUBPROOF(m, D[n], b). `isWhole`: the old tree is this very range, which the verifier knows. */
function subProof(m: number, range: LeafRange, isWhole: boolean): readonly LeafRange[] {
  const n = range.to - range.from;
  if (m === n) return isWhole ? [] : [range];
  const k = largestPowerBelow(n);
  const [left, right] = [
    { from: range.from, to: range.from + k },
    { from: range.from + k, to: range.to },
  ];
  return m <= k ? [...subProof(m, left, isWhole), right] : [...subProof(m - k, right, false), left];
}

/** True when the proof leads from the old root to the new one (RFC 9162, 2.1.4.2). */
export function provesConsistency(
  old: { readonly size: number; readonly root: Uint8Array },
  next: { readonly size: number; readonly root: Uint8Array },
  proof: readonly Uint8Array[],
): boolean {
  if (old.size > next.size || proof.some((hash) => hash.length !== 32)) return false;
  if (old.size === next.size) return proof.length === 0 && same(old.root, next.root);
  if (old.size === 0) return proof.length === 0 && same(old.root, EMPTY_ROOT);
  if (proof.length === 0 || proof.length > PROOF_HASHES_LIMIT) return false;
  const path = isPowerOfTwo(old.size) ? [old.root, ...proof] : [...proof];
  let [fn, sn] = [old.size - 1, next.size - 1];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [oldRoot, newRoot] = [first, first];
  for (const hash of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      oldRoot = nodeHash(hash, oldRoot);
      newRoot = nodeHash(hash, newRoot);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      newRoot = nodeHash(newRoot, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && same(oldRoot, old.root) && same(newRoot, next.root);
}

/** Sizes may be larger than 32 bits: no bit operators. */
function half(n: number): number {
  return Math.floor(n / 2);
}

function isPowerOfTwo(n: number): boolean {
  let power = 1;
  while (power < n) power *= 2;
  return power === n;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
