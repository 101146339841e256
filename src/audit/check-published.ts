import { SealdockError } from '../evidence/errors.ts';
import type { Checkpoint } from '../evidence/signed-note.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import type { LogFile } from './log-builder.ts';
import { LogBuilder } from './log-builder.ts';
import { describe, publishedHead } from './published-head.ts';
import { soundRows } from './sound-rows.ts';
import { CHECKPOINT_PATH, endOfTile, fullTile, parseTilePath, TILE_WIDTH } from './tile-paths.ts';

export interface CheckPorts {
  readonly catalog: Pick<Catalog, 'auditRows' | 'auditRowsOf' | 'published'>;
  readonly logFiles: LogFiles;
  readonly logSigner: Pick<Signer, 'publicKey'>;
}

export interface PublishedCheck {
  /** Entries that the checkpoint covers, all of them hashed again. */
  readonly entries: number;
  /** Files that were missing and are there again. */
  readonly rebuilt: readonly string[];
}

/** Names of rebuilt files that are told; the rest is only rebuilt. */
const TOLD_LIMIT = 20;

/**
 * At start: the rows are the source, the files are derived. What is missing is written again; partial tiles that a
 * cut left behind their full tile go. Memory does not depend on the length of the log.
 * @throws SealdockError `audit-differs` when a file, or the whole tree, is not what the rows say.
 */
export async function checkPublished(
  ports: CheckPorts,
  input: { readonly origin: string },
): Promise<PublishedCheck> {
  const head = await publishedHead(ports, input.origin);
  if (head === null) return { entries: 0, rebuilt: [] };
  const missing = await compareWithRows(ports, head);
  const rebuilt = missing === 0 ? [] : await rebuild(ports, head.size);
  if (!head.inFile) {
    await ports.logFiles.write(CHECKPOINT_PATH, Buffer.from(head.note));
    rebuilt.push(CHECKPOINT_PATH);
  }
  await removeOvertaken(ports, head.size);
  return { entries: head.size, rebuilt };
}

/** How many files are missing. Nothing is written before the whole tree has proved to be the signed one. */
async function compareWithRows(ports: CheckPorts, head: Checkpoint): Promise<number> {
  let missing = 0;
  const builder = new LogBuilder();
  for await (const file of derivedFiles(ports, builder, head.size)) {
    const there = await ports.logFiles.read(file.path);
    if (there === null) missing += 1;
    else if (Buffer.compare(there, file.bytes) !== 0) {
      throw differs(file.path, `${file.bytes.length} B derived from the entries`, `${there.length} other B`);
    }
  }
  const found = { size: builder.size, root: builder.root() };
  if (describe(found) !== describe(head)) throw differs('audit tree', describe(head), describe(found));
  return missing;
}

async function rebuild(ports: CheckPorts, size: number): Promise<string[]> {
  const told: string[] = [];
  for await (const file of derivedFiles(ports, new LogBuilder(), size)) {
    if ((await ports.logFiles.read(file.path)) !== null) continue;
    await ports.logFiles.write(file.path, file.bytes);
    if (told.length < TOLD_LIMIT) told.push(file.path);
  }
  return told;
}

async function* derivedFiles(ports: CheckPorts, builder: LogBuilder, size: number): AsyncGenerator<LogFile> {
  for await (const row of soundRows(ports.catalog, 0, size)) yield* builder.append(row.text);
  yield* builder.partials();
}

async function removeOvertaken(ports: CheckPorts, size: number): Promise<void> {
  for await (const path of ports.logFiles.list()) {
    const tile = parseTilePath(path);
    if (tile === null || tile.width === TILE_WIDTH || endOfTile(fullTile(tile)) > size) continue;
    await ports.logFiles.removePartial(path);
  }
}

function differs(about: string, expected: string, found: string): SealdockError {
  return new SealdockError('audit-differs', { about, expected, found });
}
