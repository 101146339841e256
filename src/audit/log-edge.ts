import { SealdockError } from '../evidence/errors.ts';
import type { Checkpoint } from '../evidence/signed-note.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { LogBuilder } from './log-builder.ts';
import { describe } from './published-head.ts';
import { soundRows } from './sound-rows.ts';
import { partialTiles, TILE_WIDTH, tilePath } from './tile-paths.ts';

interface Ports {
  readonly catalog: Pick<Catalog, 'auditRows'>;
  readonly logFiles: Pick<LogFiles, 'read'>;
}

const HASH_BYTES = 32;

/**
 * A builder that has everything up to the head: the higher levels from the published edge, the last tile from the
 * rows. Where the edge is missing, all of it comes from the rows.
 * @throws SealdockError `audit-differs` when what comes out has another root than the head.
 */
export async function builderAt(ports: Ports, head: Checkpoint | null): Promise<LogBuilder> {
  if (head === null) return new LogBuilder();
  const builder = (await fromEdge(ports, head.size)) ?? new LogBuilder();
  for await (const row of soundRows(ports.catalog, builder.size, head.size)) builder.append(row.text);
  const found = { size: builder.size, root: builder.root() };
  if (Buffer.compare(found.root, head.root) !== 0) {
    throw new SealdockError('audit-differs', {
      about: 'audit tree',
      expected: describe(head),
      found: describe(found),
    });
  }
  return builder;
}

/** Null when a tile of the edge is not there, or is no tile of that width. */
async function fromEdge(ports: Ports, size: number): Promise<LogBuilder | null> {
  const builder = new LogBuilder();
  const edge = partialTiles(size).filter((tile) => tile.level !== 'entries' && tile.level > 0);
  for (const tile of edge.toReversed()) {
    const bytes = await ports.logFiles.read(tilePath(tile));
    if (bytes?.length !== tile.width * HASH_BYTES) return null;
    builder.seed(tile.level as number, splitHashes(bytes));
  }
  return builder.size === size - (size % TILE_WIDTH) ? builder : null;
}

/** The hashes of a tile, one after the other. */
export function splitHashes(bytes: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at + HASH_BYTES <= bytes.length; at += HASH_BYTES) {
    hashes.push(bytes.subarray(at, at + HASH_BYTES));
  }
  return hashes;
}
