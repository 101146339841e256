import type { Actor } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import { keyIdOf, publicKeyPem } from '../evidence/public-key.ts';
import { verifierKeyOf } from '../evidence/signed-note.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { ExportFolder, ExportFolders } from '../ports/export-folder.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import { verifyRecipe } from '../words/verify-recipe.ts';
import { keyHistory } from './key-history.ts';
import { LogBuilder } from './log-builder.ts';
import { describe, type PublishedHead, publishedHead } from './published-head.ts';
import { ANCHOR_FILE } from './remembered-heads.ts';
import { soundRows } from './sound-rows.ts';
import { CHECKPOINT_PATH } from './tile-paths.ts';

export interface ExportPorts {
  readonly catalog: Pick<Catalog, 'auditRows' | 'auditRowsOf' | 'published' | 'record'>;
  readonly logFiles: Pick<LogFiles, 'read' | 'list'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
  readonly sealSigner: Pick<Signer, 'publicKey'>;
  readonly exports: ExportFolders;
}

export interface ExportInput {
  readonly origin: string;
  readonly folder: string;
  readonly actor: Actor;
  readonly reason: string | null;
  readonly signal: AbortSignal;
  /** `verify.sh`, as it stands in the export. */
  readonly script: string;
  /** The authority's certificate, where time stamps are among the anchors. */
  readonly tsaCa: string | null;
}

export interface ExportedLog {
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  readonly bytes: number;
  readonly anchors: number;
}

/**
 * Everything that a stranger needs to check the log without us, in one folder. The entries come from the rows and the
 * tiles from the entries, and what comes out must have the root of the signed head: a log that does not hold is not
 * handed out. Memory does not depend on its length.
 * @throws SealdockError `audit-differs`, `export-exists`, `interrupted`; what was made then stays as `<folder>.part`.
 */
export async function exportLog(ports: ExportPorts, input: ExportInput): Promise<ExportedLog> {
  const head = await publishedHead(ports, input.origin);
  if (head === null) throw new SealdockError('audit-differs', { about: 'checkpoint', found: 'none' });
  const folder = await ports.exports.open(input.folder);
  try {
    const bytes = await writeEntries(ports, folder, head, input.signal);
    await writeTiles(ports, folder, head, input.signal);
    const anchors = await writeAnchors(ports.logFiles, folder);
    await writeKeys(ports, folder, input);
    const heads = [`${head.size}\t${base64(head.root)}\tcheckpoint`, ...anchors];
    await folder.write('sizes.tsv', Buffer.from(`${heads.join('\n')}\n`));
    await folder.write(CHECKPOINT_PATH, Buffer.from(head.note));
    await folder.write('verify.sh', Buffer.from(input.script));
    await folder.write('VERIFY.txt', Buffer.from(recipeOf(ports, input, head)));
    // Before it takes its name: there is no export without its entry.
    await ports.catalog.record(exportedDraft(input, head));
    await folder.finish();
    return { size: head.size, root: head.root, bytes, anchors: anchors.length };
  } catch (thrown) {
    await folder.abandon();
    throw thrown;
  }
}

/** @returns their bytes. */
async function writeEntries(
  { catalog }: ExportPorts,
  folder: ExportFolder,
  head: PublishedHead,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  await folder.append('entries.jsonl', new Uint8Array());
  for await (const row of soundRows(catalog, 0, head.size)) {
    if (signal.aborted) throw new SealdockError('interrupted');
    const line = Buffer.from(`${row.text}\n`);
    total += line.length;
    await folder.append('entries.jsonl', line);
  }
  return total;
}

async function writeTiles(
  { catalog }: ExportPorts,
  folder: ExportFolder,
  head: PublishedHead,
  signal: AbortSignal,
): Promise<void> {
  const builder = new LogBuilder();
  for await (const row of soundRows(catalog, 0, head.size)) {
    if (signal.aborted) throw new SealdockError('interrupted');
    for (const file of builder.append(row.text)) await folder.write(file.path, file.bytes);
  }
  for (const file of builder.partials()) await folder.write(file.path, file.bytes);
  const found = { size: builder.size, root: builder.root() };
  if (describe(found) === describe(head)) return;
  throw new SealdockError('audit-differs', {
    about: 'audit tree',
    expected: describe(head),
    found: describe(found),
  });
}

/** @returns a line for each, for the register of sizes. */
async function writeAnchors(logFiles: ExportPorts['logFiles'], folder: ExportFolder): Promise<string[]> {
  const lines: string[] = [];
  for await (const path of logFiles.list()) {
    const bytes = ANCHOR_FILE.test(path) ? await logFiles.read(path) : null;
    if (bytes === null) continue;
    await folder.write(path, bytes);
    const [, size, root] = Buffer.from(bytes).toString('latin1').split('\n', 3);
    if (path.endsWith('.note')) lines.push(`${size}\t${root}\t${path}`);
  }
  return lines.sort();
}

async function writeKeys(ports: ExportPorts, folder: ExportFolder, input: ExportInput): Promise<void> {
  const { publicKey } = ports.logSigner;
  const verifierKey = verifierKeyOf({ name: input.origin, publicKey });
  await folder.write('keys/log.pub.pem', Buffer.from(publicKeyPem(publicKey)));
  await folder.write('keys/seal.pub.pem', Buffer.from(publicKeyPem(ports.sealSigner.publicKey)));
  await folder.write('keys/log.vkey', Buffer.from(`${verifierKey}\n`));
  for (const [purpose, signer] of [
    ['log', ports.logSigner],
    ['seal', ports.sealSigner],
  ] as const) {
    // What was sealed, and handed out, before a change is still checked with these.
    for (const former of (await keyHistory(ports.catalog, purpose, signer.publicKey)).former) {
      const path = `keys/${purpose}.${former.keyId.slice(0, 16)}.pub.pem`;
      await folder.write(path, Buffer.from(publicKeyPem(former.publicKey)));
    }
  }
  if (input.tsaCa !== null) await folder.write('keys/tsa-ca.pem', Buffer.from(input.tsaCa));
}

function recipeOf(
  { logSigner }: ExportPorts,
  { origin }: ExportInput,
  { size, root }: PublishedHead,
): string {
  return verifyRecipe({ origin, size, root: base64(root), logKey: keyIdOf(logSigner.publicKey) });
}

function exportedDraft({ actor, origin, reason, folder }: ExportInput, head: PublishedHead) {
  return {
    act: 'audit.exported',
    actor,
    object: { kind: 'log', id: origin },
    reason,
    before: null,
    after: 'exported',
    detail: { size: head.size, root: base64(head.root), folder: folder.toWellFormed().slice(0, 4_096) },
  } as const;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
