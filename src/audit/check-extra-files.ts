import { GrowingTree, leafHash } from '../evidence/merkle.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { bundleOf } from './entry-bundle.ts';
import type { FindingList } from './findings.ts';
import { ANCHOR_FILE } from './remembered-heads.ts';
import type { TileName } from './tile-paths.ts';
import {
  CHECKPOINT_PATH,
  endOfTile,
  entriesPerHash,
  fullTile,
  isTileOf,
  parseTilePath,
  partialTiles,
  TILE_WIDTH,
  tilePath,
} from './tile-paths.ts';
import { rowsAsTheyAre } from './walk-rows.ts';

interface Ports {
  readonly catalog: Pick<Catalog, 'auditRows' | 'auditSize'>;
  readonly logFiles: Pick<LogFiles, 'read' | 'list'>;
}

/**
 * Files that a tree of this size does not need: partial tiles of earlier checkpoints, and tiles written ahead of a
 * checkpoint that has not come yet. Both must say what the entries say; anything else is unknown.
 */
export async function checkExtraFiles(ports: Ports, size: number, findings: FindingList): Promise<void> {
  for await (const path of ports.logFiles.list()) {
    if (path === CHECKPOINT_PATH || ANCHOR_FILE.test(path)) continue;
    const tile = parseTilePath(path);
    if (tile === null) tellUnknown(path, findings);
    else if (!isTileOf(tile, size)) await checkExtra(ports, tile, size, findings);
  }
}

async function checkExtra(ports: Ports, tile: TileName, size: number, findings: FindingList): Promise<void> {
  const path = tilePath(tile);
  // Asked anew, because a station that goes on writing publishes more while we look.
  if (endOfTile(tile) > (await ports.catalog.auditSize())) return tellUnknown(path, findings);
  const found = await ports.logFiles.read(path);
  // Null: it went because its full tile came; or it is a link, which is no tile.
  if (found === null && (await ports.logFiles.read(tilePath(fullTile(tile)))) !== null) return;
  const wider = found === null ? null : await readWider(ports, tile, size);
  if (found !== null && wider !== null && Buffer.compare(found, prefix(wider, tile)) === 0) return;
  // Where they differ, the wider one may be the altered one, and is told already.
  const expected = await fromRows(ports, tile);
  if (found !== null && Buffer.compare(found, expected) === 0) return;
  findings.add({
    kind: tile.level === 'entries' ? 'bundle-differs' : 'tile-differs',
    about: path,
    expected: `${expected.length} B derived from the entries`,
    found: found === null ? 'no regular file' : `${found.length} other B`,
  });
}

/** The file that holds this tile's content and more, and that has been compared already. */
async function readWider(ports: Ports, tile: TileName, size: number): Promise<Uint8Array | null> {
  const same = (each: TileName) => each.level === tile.level && each.index === tile.index;
  const partial = partialTiles(size).find(same);
  const wider = endOfTile(fullTile(tile)) <= size ? fullTile(tile) : partial;
  if (wider === undefined || wider.width < tile.width) return null;
  return ports.logFiles.read(tilePath(wider));
}

function prefix(bytes: Uint8Array, tile: TileName): Uint8Array {
  if (tile.level !== 'entries') return bytes.subarray(0, tile.width * 32);
  const bundle = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  for (let entry = 0; entry < tile.width && end + 2 <= bundle.length; entry += 1) {
    end += 2 + bundle.readUInt16BE(end);
  }
  return bytes.subarray(0, end);
}

/** Rare, and as long as the tile's subtree: a tile written ahead of its checkpoint before a crash, or an altered one. */
async function fromRows(ports: Ports, tile: TileName): Promise<Uint8Array> {
  const each = entriesPerHash(tile.level);
  const from = tile.index * TILE_WIDTH * each;
  const texts: string[] = [];
  const hashes: Uint8Array[] = [];
  let tree = new GrowingTree();
  for await (const row of rowsAsTheyAre(ports.catalog, endOfTile(tile), from)) {
    if (tile.level === 'entries') texts.push(row.text);
    else tree.append(leafHash(Buffer.from(row.text)));
    if (tree.size < each) continue;
    hashes.push(tree.root());
    tree = new GrowingTree();
  }
  return tile.level === 'entries' ? bundleOf(texts) : Buffer.concat(hashes);
}

function tellUnknown(path: string, findings: FindingList): void {
  findings.add({ kind: 'unknown-log-file', about: path, expected: 'no such file', found: 'a file' });
}
