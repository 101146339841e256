import { leafHash } from '../evidence/merkle.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import { parseBundle } from './entry-bundle.ts';
import type { FindingList } from './findings.ts';
import type { LeafSource } from './leaf-source.ts';
import { leavesOf } from './leaf-source.ts';
import { splitHashes } from './log-edge.ts';
import type { TileName } from './tile-paths.ts';
import { fullTile, TILE_WIDTH, tilePath } from './tile-paths.ts';
import type { HashTile } from './tile-tower.ts';
import { TileTower } from './tile-tower.ts';

interface Ports {
  readonly catalog: Pick<Catalog, 'auditRows'>;
  readonly logFiles: Pick<LogFiles, 'read'>;
}

/** Compares every tile and every entry bundle of a tree of this size with its leaves. */
export async function checkLogFiles(
  ports: Ports,
  source: LeafSource['kind'],
  size: number,
  findings: FindingList,
): Promise<void> {
  const tower = new TileTower();
  for await (const leaf of leavesOf(ports, source, size)) {
    for (const tile of tower.append(leaf)) await checkTile(ports, tile, findings);
  }
  for (const tile of tower.partials()) await checkTile(ports, tile, findings);
}

async function checkTile(ports: Ports, tile: HashTile, findings: FindingList): Promise<void> {
  const bytes = await readTile(ports.logFiles, tile);
  tellHashes(tile, bytes, findings);
  if (tile.level !== 0) return;
  const bundle: TileName = { level: 'entries', index: tile.index, width: tile.width };
  tellEntries(bundle, tile.hashes, await readTile(ports.logFiles, bundle), findings);
}

/** A partial tile may have gone because its full tile came meanwhile (C2SP tlog-tiles, "Partial Tiles"). */
async function readTile(logFiles: Pick<LogFiles, 'read'>, tile: TileName): Promise<FoundTile | null> {
  const exact = await logFiles.read(tilePath(tile));
  if (exact !== null) return { bytes: exact, overtaken: false };
  if (tile.width === TILE_WIDTH) return null;
  const full = await logFiles.read(tilePath(fullTile(tile)));
  return full === null ? null : { bytes: full, overtaken: true };
}

interface FoundTile {
  readonly bytes: Uint8Array;
  /** True when it is the full tile, read for one of its partial tiles. */
  readonly overtaken: boolean;
}

function tellHashes(tile: HashTile, file: FoundTile | null, findings: FindingList): void {
  const about = tilePath(tile);
  if (file === null) {
    findings.add({ kind: 'tile-missing', about, expected: `${tile.width} hashes`, found: 'no file' });
    return;
  }
  const found = splitHashes(file.bytes);
  const at = tile.hashes.findIndex((hash, index) => Buffer.compare(hash, found[index] ?? NOTHING) !== 0);
  const bytes = file.overtaken ? tile.width * 32 : file.bytes.length;
  if (at < 0 && bytes === tile.width * 32) return;
  findings.add({
    kind: 'tile-differs',
    about,
    expected: at < 0 ? `${tile.width * 32} B` : `hash ${at}: ${hex(tile.hashes[at])}`,
    found: at < 0 ? `${bytes} B` : `hash ${at}: ${hex(found[at])}`,
  });
}

function tellEntries(
  bundle: TileName,
  leaves: readonly Uint8Array[],
  file: FoundTile | null,
  findings: FindingList,
): void {
  const about = tilePath(bundle);
  if (file === null) {
    findings.add({ kind: 'bundle-missing', about, expected: `${bundle.width} entries`, found: 'no file' });
    return;
  }
  const entries = parseBundle(file.bytes);
  const found = (file.overtaken ? entries?.slice(0, bundle.width) : entries)?.map(leafHash) ?? [];
  const at = leaves.findIndex((leaf, index) => Buffer.compare(leaf, found[index] ?? NOTHING) !== 0);
  if (at < 0 && found.length === leaves.length) return;
  const entry = bundle.index * TILE_WIDTH + Math.max(at, 0);
  findings.add({
    kind: 'bundle-differs',
    about,
    expected:
      at < 0 || entries === null
        ? `${bundle.width} entries`
        : `entry ${entry} with leaf hash ${hex(leaves[at])}`,
    found: foundText(entries === null, at, entry, found),
  });
}

function foundText(broken: boolean, at: number, entry: number, found: readonly Uint8Array[]): string {
  if (broken) return 'lengths that do not add up';
  return at < 0 ? `${found.length} entries` : `entry ${entry} with leaf hash ${hex(found[at])}`;
}

const NOTHING = new Uint8Array();

function hex(hash: Uint8Array | undefined): string {
  return hash === undefined ? 'none' : Buffer.from(hash).toString('hex');
}
