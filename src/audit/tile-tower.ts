import { assert } from '../evidence/assert.ts';
import { GrowingTree, rootOf } from '../evidence/merkle.ts';
import type { TileName } from './tile-paths.ts';
import { entriesPerHash, TILE_WIDTH } from './tile-paths.ts';

/** A tile of hashes with its content. */
export interface HashTile extends TileName {
  readonly level: number;
  readonly hashes: readonly Uint8Array[];
}

/**
 * The right edge of a tiled tree: at each level the hashes of the tile that is not full yet. It holds at most
 * 255 hashes for each level, however long the log is.
 */
export class TileTower {
  readonly #levels: Uint8Array[][] = [];
  readonly #tree = new GrowingTree();

  get size(): number {
    return this.#tree.size;
  }

  root(): Uint8Array {
    return this.#tree.root();
  }

  /** Takes up a published edge, from the highest level down to level 1, before any leaf is appended. */
  seed(level: number, hashes: readonly Uint8Array[]): void {
    assert(hashes.length < TILE_WIDTH, 'an edge is made of partial tiles');
    this.#at(level).push(...hashes);
    for (const hash of hashes) this.#tree.appendSubtree(hash, entriesPerHash(level));
  }

  /** The tiles that this leaf completes, lowest level first. */
  append(leaf: Uint8Array): HashTile[] {
    this.#tree.append(leaf);
    const completed: HashTile[] = [];
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      const hashes = this.#at(level);
      hashes.push(hash);
      if (hashes.length < TILE_WIDTH) return completed;
      const index = this.size / (entriesPerHash(level) * TILE_WIDTH) - 1;
      completed.push({ level, index, width: TILE_WIDTH, hashes });
      this.#levels[level] = [];
      hash = rootOf(hashes);
    }
  }

  /** The partial tiles of the present size. */
  partials(): HashTile[] {
    return this.#levels.flatMap((hashes, level) => {
      const index = Math.floor(this.size / (entriesPerHash(level) * TILE_WIDTH));
      return hashes.length === 0 ? [] : [{ level, index, width: hashes.length, hashes: [...hashes] }];
    });
  }

  #at(level: number): Uint8Array[] {
    while (this.#levels.length <= level) this.#levels.push([]);
    return this.#levels[level] as Uint8Array[];
  }
}
