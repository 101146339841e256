import { consistencyRanges, type LeafRange } from '../evidence/consistency.ts';
import { SealdockError } from '../evidence/errors.ts';
import { GrowingTree, rootOf } from '../evidence/merkle.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { splitHashes } from './log-edge.ts';
import { entriesPerHash, TILE_WIDTH, tilePath } from './tile-paths.ts';

/**
 * The proof that the published tree of `size` entries begins with its first `old` ones (RFC 6962, 2.1.2), out of the
 * tiles: some dozens of small files, however long the log is.
 * @throws SealdockError `audit-differs` when a tile of this size is not there.
 */
export async function proveConsistency(
  logFiles: Pick<LogFiles, 'read'>,
  old: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  const proof: Uint8Array[] = [];
  for (const range of consistencyRanges(old, size)) proof.push(await rootOfRange(logFiles, range, size));
  return proof;
}

/** The range is cut into the largest complete subtrees, each of which is a run of hashes in one tile. */
async function rootOfRange(
  logFiles: Pick<LogFiles, 'read'>,
  { from, to }: LeafRange,
  size: number,
): Promise<Uint8Array> {
  const tree = new GrowingTree();
  for (let at = from; at < to; ) {
    let leaves = 1;
    while (at % (leaves * 2) === 0 && at + leaves * 2 <= to && (at - from) % (leaves * 2) === 0) leaves *= 2;
    tree.appendSubtree(await subtreeRoot(logFiles, at, leaves, size), leaves);
    at += leaves;
  }
  return tree.root();
}

async function subtreeRoot(
  logFiles: Pick<LogFiles, 'read'>,
  from: number,
  leaves: number,
  size: number,
): Promise<Uint8Array> {
  let level = 0;
  while (entriesPerHash(level + 1) <= leaves) level += 1;
  const first = from / entriesPerHash(level);
  const count = leaves / entriesPerHash(level);
  const index = Math.floor(first / TILE_WIDTH);
  const hashes = await tileHashes(logFiles, level, index, size);
  const run = hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count);
  if (run.length === count) return rootOf(run);
  throw new SealdockError('audit-differs', {
    about: tilePath({ level, index, width: TILE_WIDTH }),
    expected: `${(first % TILE_WIDTH) + count} hashes`,
    found: `${hashes.length} hashes`,
  });
}

/** A partial tile may have gone because its full tile came meanwhile. */
async function tileHashes(
  logFiles: Pick<LogFiles, 'read'>,
  level: number,
  index: number,
  size: number,
): Promise<Uint8Array[]> {
  const width = Math.min(TILE_WIDTH, Math.floor(size / entriesPerHash(level)) - index * TILE_WIDTH);
  const exact = await logFiles.read(tilePath({ level, index, width }));
  const bytes = exact ?? (await logFiles.read(tilePath({ level, index, width: TILE_WIDTH })));
  return splitHashes(bytes ?? new Uint8Array());
}
