import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfTile, isTileOf, parseTilePath, tilePath, tilesOf } from '../../src/audit/tile-paths.ts';

describe('a tile path', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 1_234_067, width: 256 }, 'tile/1/x001/x234/067'],
    [{ level: 0, index: 273, width: 112 }, 'tile/0/273.p/112'],
    [{ level: 'entries', index: 1_000, width: 1 }, 'tile/entries/x001/000.p/1'],
  ] as const)('is written as C2SP tlog-tiles says: %j', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test.each([
    'tile/00/000',
    'tile/64/000',
    'tile/0/0',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/007',
    'tile/0/000.p/256',
    'tile/data/000',
    'tile/8/0/000',
    'tile/0/../000',
    'checkpoint',
    '',
  ])('has one spelling, which %j is not', (path) => {
    expect(parseTilePath(path)).toBeNull();
  });

  test('survives being written and read', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const));
    const tile = fc.record({ level, index: fc.nat(), width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(tile, (each) => {
        expect(parseTilePath(tilePath(each))).toEqual({ ...each });
      }),
    );
  });
});

describe('a tree', () => {
  test('of 70,000 entries has the tiles that C2SP tlog-tiles counts', () => {
    const tiles = [...tilesOf(70_000)];
    const count = (level: number, full: boolean) =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).map((tile) => tile.width);
    expect(count(0, true)).toHaveLength(273);
    expect(count(0, false)).toEqual([112]);
    expect(count(1, true)).toHaveLength(1);
    expect(count(1, false)).toEqual([17]);
    expect(count(2, false)).toEqual([1]);
    expect(tiles.filter((tile) => tile.level === 'entries')).toHaveLength(274);
  });

  test('of 256 entries has a full tile and a partial one above it, and an empty one has none', () => {
    expect([...tilesOf(256)].map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect([...tilesOf(0)]).toEqual([]);
  });

  test('has a tile exactly when it lists it, and none that ends behind it', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2_000 }), fc.nat({ max: 2_000 }), (size, other) => {
        const paths = new Set([...tilesOf(size)].map(tilePath));
        for (const tile of tilesOf(other)) expect(isTileOf(tile, size)).toBe(paths.has(tilePath(tile)));
        for (const tile of tilesOf(size)) expect(endOfTile(tile)).toBeLessThanOrEqual(size);
      }),
    );
  });
});
