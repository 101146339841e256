import { leafHash } from '../evidence/merkle.ts';
import { bundleOf } from './entry-bundle.ts';
import { TILE_WIDTH, tilePath } from './tile-paths.ts';
import type { HashTile } from './tile-tower.ts';
import { TileTower } from './tile-tower.ts';

export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Derives the published files of the log, entry by entry, holding one bundle and one edge of the tree. */
export class LogBuilder {
  readonly #tower = new TileTower();
  #texts: string[] = [];

  get size(): number {
    return this.#tower.size;
  }

  root(): Uint8Array {
    return this.#tower.root();
  }

  /** Takes up a published edge: see `TileTower.seed`. */
  seed(level: number, hashes: readonly Uint8Array[]): void {
    this.#tower.seed(level, hashes);
  }

  /** The files that this entry completes. */
  append(text: string): LogFile[] {
    this.#texts.push(text);
    const tiles = this.#tower.append(leafHash(Buffer.from(text))).map(asFile);
    if (this.#texts.length < TILE_WIDTH) return tiles;
    const bundle = this.#bundle();
    this.#texts = [];
    return [bundle, ...tiles];
  }

  /** The partial files of the present size. */
  partials(): LogFile[] {
    const tiles = this.#tower.partials().map(asFile);
    return this.#texts.length === 0 ? tiles : [this.#bundle(), ...tiles];
  }

  #bundle(): LogFile {
    const width = this.#texts.length;
    const index = Math.ceil(this.size / TILE_WIDTH) - 1;
    return { path: tilePath({ level: 'entries', index, width }), bytes: bundleOf(this.#texts) };
  }
}

function asFile(tile: HashTile): LogFile {
  return { path: tilePath(tile), bytes: Buffer.concat(tile.hashes) };
}
