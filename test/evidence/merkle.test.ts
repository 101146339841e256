import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EMPTY_ROOT,
  GrowingTree,
  largestPowerBelow,
  leafHash,
  nodeHash,
  rootOf,
} from '../../src/evidence/merkle.ts';

/** The eight leaves of the test vectors that certificate-transparency and its successors share. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex')));

describe('the Merkle tree', () => {
  test('has the roots of the RFC 6962 test vectors, built at once or grown', () => {
    const tree = new GrowingTree();
    for (const [index, root] of ROOTS.entries()) {
      tree.append(leaves[index] as Buffer);
      expect(Buffer.from(tree.root()).toString('hex')).toBe(root);
      expect(Buffer.from(rootOf(leaves.slice(0, index + 1))).toString('hex')).toBe(root);
    }
    expect(tree.size).toBe(8);
  });

  test('of nothing is the SHA-256 of nothing', () => {
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(EMPTY_ROOT.toString('hex')).toBe(empty);
    expect(new GrowingTree().root()).toEqual(EMPTY_ROOT);
    expect(rootOf([])).toEqual(EMPTY_ROOT);
  });

  test('tells a leaf from a node that has the same bytes', () => {
    const [left, right] = [leaves[0] as Buffer, leaves[1] as Buffer];
    expect(leafHash(Buffer.concat([left, right])).equals(nodeHash(left, right))).toBe(false);
  });

  test.each([
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 4],
    [256, 128],
    [257, 256],
  ])('of %i leaves is split at %i', (size, split) => {
    expect(largestPowerBelow(size)).toBe(split);
  });

  test('has the same root grown leaf by leaf, at once, or from complete subtrees', () => {
    fc.assert(
      fc.property(fc.nat({ max: 700 }), (size) => {
        const hashes = Array.from({ length: size }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
        const grown = new GrowingTree();
        for (const hash of hashes) grown.append(hash);
        const subtrees = new GrowingTree();
        const whole = size - (size % 64);
        for (let at = 0; at < whole; at += 64) subtrees.appendSubtree(rootOf(hashes.slice(at, at + 64)), 64);
        for (const hash of hashes.slice(whole)) subtrees.append(hash);
        expect(Buffer.compare(grown.root(), rootOf(hashes))).toBe(0);
        expect(Buffer.compare(subtrees.root(), grown.root())).toBe(0);
        expect(subtrees.size).toBe(size);
      }),
      { numRuns: 40 },
    );
  });

  test('refuses a subtree that does not start at a multiple of its size', () => {
    const tree = new GrowingTree();
    tree.append(leaves[0] as Buffer);
    expect(() => tree.appendSubtree(leaves[1] as Buffer, 2)).toThrow(
      expect.objectContaining({ code: 'defect' }),
    );
  });
});
