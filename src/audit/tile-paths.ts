/** C2SP tlog-tiles: a full tile holds 256 hashes, a full entry bundle 256 entries. */
export const TILE_WIDTH = 256;
export const CHECKPOINT_PATH = 'checkpoint';

/** A tile of hashes at a level of the tree, or a bundle of entries. */
export interface TileName {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 255 for a partial tile, 256 for a full one. */
  readonly width: number;
}

/** `tile/<L>/<N>[.p/<W>]`, N in groups of three digits, all but the last with an `x` before them. */
export function tilePath(tile: TileName): string {
  const digits = String(tile.index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/.{3}/g) as string[];
  const number = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${tile.level}/${number}${tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`}`;
}

/** Null for a path that `tilePath` would not have written. */
export function parseTilePath(path: string): TileName | null {
  const parts = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (parts === null) return null;
  const level = parts[1] === 'entries' ? 'entries' : Number(parts[1]);
  const index = Number((parts[2] as string).replaceAll(/[x/]/g, ''));
  const tile: TileName = { level, index, width: parts[3] === undefined ? TILE_WIDTH : Number(parts[3]) };
  const sound = tile.width >= 1 && tile.width <= TILE_WIDTH && (level === 'entries' || level <= 63);
  return sound && tilePath(tile) === path ? tile : null;
}

/** The tile that covers the same range completely. */
export function fullTile(tile: TileName): TileName {
  return { ...tile, width: TILE_WIDTH };
}

/** How many entries of the log one hash (or one entry) of this level stands for. */
export function entriesPerHash(level: TileName['level']): number {
  return level === 'entries' ? 1 : TILE_WIDTH ** level;
}

/** The size that a log must have reached before this tile can exist. */
export function endOfTile(tile: TileName): number {
  return (tile.index * TILE_WIDTH + tile.width) * entriesPerHash(tile.level);
}

/** The last, partial tile of each level of a tree of this size; a level that ends with a full tile has none. */
export function partialTiles(size: number): readonly TileName[] {
  return levelsOf(size).flatMap((level) => {
    const hashes = Math.floor(size / entriesPerHash(level));
    const width = hashes % TILE_WIDTH;
    return width === 0 ? [] : [{ level, index: Math.floor(hashes / TILE_WIDTH), width }];
  });
}

/** Every tile and bundle that a tree of this size has. */
export function* tilesOf(size: number): Generator<TileName> {
  for (const level of levelsOf(size)) {
    const full = Math.floor(size / (entriesPerHash(level) * TILE_WIDTH));
    for (let index = 0; index < full; index += 1) yield { level, index, width: TILE_WIDTH };
  }
  yield* partialTiles(size);
}

/** True when a tree of this size has exactly this tile. */
export function isTileOf(tile: TileName, size: number): boolean {
  if (tile.width === TILE_WIDTH) return endOfTile(tile) <= size;
  const hashes = Math.floor(size / entriesPerHash(tile.level));
  return hashes === tile.index * TILE_WIDTH + tile.width;
}

/** The bundles, and the levels of hashes that a tree of this size reaches. */
function levelsOf(size: number): TileName['level'][] {
  const levels: TileName['level'][] = size > 0 ? ['entries'] : [];
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1) levels.push(level);
  return levels;
}
