import { SealdockError } from '../evidence/errors.ts';
import { signCheckpoint } from '../evidence/signed-note.ts';
import type { Catalog, Published } from '../ports/catalog.ts';
import type { HeadMemory } from '../ports/head-memory.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import type { LogFile } from './log-builder.ts';
import { builderAt } from './log-edge.ts';
import { publishedHead } from './published-head.ts';
import { soundRows } from './sound-rows.ts';
import { CHECKPOINT_PATH, endOfTile, fullTile, partialTiles, tilePath } from './tile-paths.ts';

export interface PublishPorts {
  readonly catalog: Pick<Catalog, 'auditSize' | 'auditRows' | 'auditRowsOf' | 'published' | 'notePublished'>;
  readonly logFiles: LogFiles;
  readonly logSigner: Pick<Signer, 'publicKey' | 'sign'>;
  /** Where a station keeps its newest head outside the catalogue. */
  readonly headMemory?: Pick<HeadMemory, 'keep'>;
}

/**
 * Publishes the entries that came since the last checkpoint: tiles first, then the catalogue remembers the new
 * head, the checkpoint file last. Whatever instant the power fails at, the checkpoint that is shown has its tiles.
 * Entries below the last tile are not read again: `checkPublished` does that at start, `verifyLog` on demand.
 * @throws SealdockError `audit-differs` when what was published is not what the rows say; nothing is signed then.
 */
export async function publishLog(
  ports: PublishPorts,
  input: { readonly origin: string },
): Promise<Published> {
  const head = await publishedHead(ports, input.origin);
  const size = await ports.catalog.auditSize();
  if (head !== null && size < head.size) {
    throw new SealdockError('audit-differs', {
      about: 'audit entries',
      expected: `at least ${head.size}`,
      found: String(size),
    });
  }
  const builder = await builderAt(ports, head);
  if (head?.size === size) return showCheckpoint(ports, head, head.inFile);

  for await (const row of soundRows(ports.catalog, builder.size, size)) {
    for (const file of builder.append(row.text)) await writeOnce(ports.logFiles, file);
  }
  for (const file of builder.partials()) await writeOnce(ports.logFiles, file);
  const checkpoint = { origin: input.origin, size, root: builder.root() };
  const signer = ports.logSigner;
  const note = await signCheckpoint(checkpoint, signer.publicKey, (bytes) => signer.sign(bytes));
  await ports.catalog.notePublished({ size, note });
  await showCheckpoint(ports, { size, note }, false);
  await ports.headMemory?.keep(note);
  await removeOvertaken(ports.logFiles, head?.size ?? 0, size);
  return { size, note };
}

/** A published tile never changes: one that is there already must be the same. */
async function writeOnce(logFiles: LogFiles, file: LogFile): Promise<void> {
  const there = await logFiles.read(file.path);
  if (there === null) return logFiles.write(file.path, file.bytes);
  if (Buffer.compare(there, file.bytes) !== 0) {
    throw new SealdockError('audit-differs', {
      about: file.path,
      expected: `${file.bytes.length} B derived from the entries`,
      found: `${there.length} other B`,
    });
  }
}

async function showCheckpoint(ports: PublishPorts, published: Published, shown: boolean): Promise<Published> {
  if (!shown) await ports.logFiles.write(CHECKPOINT_PATH, Buffer.from(published.note));
  return { size: published.size, note: published.note };
}

/** C2SP tlog-tiles: a partial tile may go once its full tile is there. None was ever wider than the last one. */
async function removeOvertaken(logFiles: LogFiles, oldSize: number, newSize: number): Promise<void> {
  for (const partial of partialTiles(oldSize)) {
    if (endOfTile(fullTile(partial)) > newSize) continue;
    for (let width = 1; width <= partial.width; width += 1) {
      await logFiles.removePartial(tilePath({ ...partial, width }));
    }
  }
}
