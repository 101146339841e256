import { hash } from 'node:crypto';
import { assert } from './assert.ts';

/** RFC 6962, 2.1: SHA-256 trees, 32-byte hashes, a different first byte for leaves and nodes. */
export const EMPTY_ROOT = hash('sha256', new Uint8Array(), 'buffer');

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(entry: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([LEAF, entry]), 'buffer');
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right]), 'buffer');
}

/** The root over leaf hashes that fit in memory: a tile (at most 256), or a test's whole tree. */
export function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return EMPTY_ROOT;
  if (hashes.length === 1) return hashes[0] as Uint8Array;
  const split = largestPowerBelow(hashes.length);
  return nodeHash(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split)));
}

/** RFC 6962, 2.1: the largest power of two smaller than n. */
export function largestPowerBelow(n: number): number {
  assert(n >= 2, 'a tree of one leaf is not split');
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/**
 * A tree that grows leaf by leaf and keeps only the roots of its complete subtrees: at most one per bit of its
 * size, so that a log of any length is hashed in constant memory.
 */
export class GrowingTree {
  readonly #subtrees: { readonly leaves: number; readonly root: Uint8Array }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    this.appendSubtree(leaf, 1);
  }

  /**
   * Appends a complete subtree by its root, as a tile of a higher level holds it.
   * @param leaves a power of two that divides the present size.
   */
  appendSubtree(root: Uint8Array, leaves: number): void {
    assert(this.#size % leaves === 0, `a subtree of ${leaves} leaves does not start at ${this.#size}`);
    let node = { leaves, root };
    for (let last = this.#subtrees.at(-1); last?.leaves === node.leaves; last = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      node = { leaves: node.leaves * 2, root: nodeHash(last.root, node.root) };
    }
    this.#subtrees.push(node);
    this.#size += leaves;
  }

  root(): Uint8Array {
    const [last, ...earlier] = this.#subtrees.toReversed();
    if (last === undefined) return EMPTY_ROOT;
    return earlier.reduce((right, left) => nodeHash(left.root, right), last.root);
  }
}
