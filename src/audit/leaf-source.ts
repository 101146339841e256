import { leafHash } from '../evidence/merkle.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { splitHashes } from './log-edge.ts';
import type { Head } from './read-heads.ts';
import { TILE_WIDTH, tilePath } from './tile-paths.ts';
import type { Roots, WalkedRows } from './walk-rows.ts';
import { RecordingTree, rowsAsTheyAre } from './walk-rows.ts';

interface Ports {
  readonly catalog: Pick<Catalog, 'auditRows'>;
  readonly logFiles: Pick<LogFiles, 'read'>;
}

/**
 * Where the leaves stand that the signed head was made of: in the entries' text, in the hashes that the catalogue
 * keeps beside it, or in the published tiles. `none`: nowhere, so that nothing can tell which entry is at fault.
 */
export interface LeafSource {
  readonly kind: 'text' | 'column' | 'tiles' | 'none';
  /** Its roots at the sizes of all heads, as far as it reaches. */
  readonly roots: Roots;
}

/** Tries them in that order; the first whose root is the head's is what was signed. */
export async function findLeafSource(
  ports: Ports,
  rows: WalkedRows,
  head: Head | null,
  rootsAt: readonly number[],
): Promise<LeafSource> {
  const supports = (roots: Roots) =>
    head !== null && Buffer.compare(roots.get(head.size) ?? new Uint8Array(), head.root) === 0;
  if (head === null || supports(rows.textRoots)) return { kind: 'text', roots: rows.textRoots };
  if (supports(rows.columnRoots)) return { kind: 'column', roots: rows.columnRoots };
  const tiles = new RecordingTree(rootsAt);
  for await (const leaf of leavesInTiles(ports, head.size)) tiles.append(leaf);
  if (supports(tiles.roots)) return { kind: 'tiles', roots: tiles.roots };
  return { kind: 'none', roots: rows.textRoots };
}

/** The leaves below `to`, by number, as the source holds them. */
export async function* leavesOf(
  ports: Ports,
  kind: LeafSource['kind'],
  to: number,
): AsyncGenerator<Uint8Array> {
  if (kind === 'tiles') return yield* leavesInTiles(ports, to);
  for await (const row of rowsAsTheyAre(ports.catalog, to)) {
    yield kind === 'column' ? row.leafHash : leafHash(Buffer.from(row.text));
  }
}

/** Ends early where a tile is missing or too short. */
async function* leavesInTiles(ports: Ports, to: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < to; start += TILE_WIDTH) {
    const index = start / TILE_WIDTH;
    const width = Math.min(TILE_WIDTH, to - start);
    const whole = tilePath({ level: 0, index, width: TILE_WIDTH });
    const bytes =
      (await ports.logFiles.read(tilePath({ level: 0, index, width }))) ?? (await ports.logFiles.read(whole));
    const hashes = splitHashes(bytes ?? new Uint8Array()).slice(0, width);
    yield* hashes;
    if (hashes.length < width) return;
  }
}
