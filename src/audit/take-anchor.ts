import { type Anchor, anchorFileOf } from '../evidence/anchor.ts';
import type { Actor } from '../evidence/audit-entry.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { leafHash } from '../evidence/merkle.ts';
import { checkpointBody } from '../evidence/signed-note.ts';
import { type UtcTime, utcOf } from '../evidence/time.ts';
import type { AnchorLedger } from '../ports/anchor-ledger.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import type { TimeStamps } from '../ports/time-stamps.ts';
import { describe, type PublishedHead, publishedHead } from './published-head.ts';
import type { Head } from './read-heads.ts';
import { RecordingTree, rowsAsTheyAre } from './walk-rows.ts';

export interface AnchorPorts {
  readonly catalog: Pick<Catalog, 'published' | 'auditSize' | 'auditRows' | 'auditRowsOf'> & AnchorLedger;
  readonly logFiles: Pick<LogFiles, 'read' | 'write'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
  readonly clock: Clock;
}

interface By {
  readonly origin: string;
  readonly actor: Actor;
}

/**
 * A time stamp over the newest head's text. The files are on the disk before the row says so: after a crash between the
 * two there is a proof that nobody counts, never a row without its proof.
 * @throws SealdockError `anchor-unreachable`, `anchor-differs`, `audit-differs`.
 */
export async function takeTimeStamp(
  ports: AnchorPorts,
  stamps: TimeStamps,
  by: By & { readonly signal: AbortSignal },
): Promise<Anchor> {
  const head = await headToAnchor(ports, by.origin);
  const { token, at } = await stamps.stamp(sha256Of(checkpointBody(head)), by.signal);
  return keepAnchor(ports, by, {
    head,
    kind: 'tsa',
    by: stamps.url,
    at,
    files: { note: head.note, tsr: token },
  });
}

/** What is kept of an anchor whose proof came from outside. */
export async function keepAnchor(
  ports: Pick<AnchorPorts, 'catalog' | 'logFiles'>,
  { origin, actor }: By,
  taken: {
    readonly head: PublishedHead;
    readonly kind: Anchor['kind'];
    readonly by: string;
    readonly at: UtcTime;
    readonly files: Readonly<Record<string, string | Uint8Array>>;
  },
): Promise<Anchor> {
  const { head, kind, by, at } = taken;
  const file = anchorFileOf(head.size, head.root);
  for (const [ending, content] of Object.entries(taken.files)) {
    await ports.logFiles.write(`anchors/${file}.${ending}`, Buffer.from(content));
  }
  const anchor: Anchor = { kind, size: head.size, root: base64(head.root), at, by, file };
  await ports.catalog.noteAnchor(anchor, anchorDraft(anchor, origin, actor, null));
  return anchor;
}

/**
 * A person says that this head is kept elsewhere. It counts only when the entries lead through it: a head that they do
 * not lead through tells of a log that was rewritten or came out of a backup.
 * @throws SealdockError `log-set-back`, `log-forked`.
 */
export async function confirmExported(
  ports: Pick<AnchorPorts, 'catalog' | 'clock'>,
  given: Head,
  by: By & { readonly reason: string | null },
): Promise<Anchor> {
  await refuseOtherHistory(ports.catalog, given);
  const at = utcOf(ports.clock.read().wallMs);
  const anchor: Anchor = {
    kind: 'exported',
    size: given.size,
    root: base64(given.root),
    at,
    by: by.actor.id,
    file: null,
  };
  await ports.catalog.noteAnchor(anchor, anchorDraft(anchor, by.origin, by.actor, by.reason));
  return anchor;
}

async function refuseOtherHistory(catalog: AnchorPorts['catalog'], given: Head): Promise<void> {
  const size = await catalog.auditSize();
  const facts = { about: 'remembered head', expected: describe(given) };
  if (given.size > size) throw new SealdockError('log-set-back', { ...facts, found: `${size} entries` });
  const tree = new RecordingTree([given.size]);
  for await (const row of rowsAsTheyAre(catalog, given.size)) tree.append(leafHash(Buffer.from(row.text)));
  const root = tree.roots.get(given.size);
  if (root !== undefined && Buffer.compare(root, given.root) === 0) return;
  const found = root === undefined ? 'none' : describe({ size: given.size, root });
  throw new SealdockError('log-forked', { ...facts, found });
}

async function headToAnchor(ports: AnchorPorts, origin: string): Promise<PublishedHead> {
  const head = await publishedHead(ports, origin);
  if (head !== null) return head;
  throw new SealdockError('audit-differs', { about: 'checkpoint', expected: 'a head', found: 'none' });
}

function anchorDraft(anchor: Anchor, origin: string, actor: Actor, reason: string | null) {
  const { kind, size, root, at, by, file } = anchor;
  return {
    act: 'audit.anchored',
    actor,
    object: { kind: 'log', id: origin },
    reason,
    before: null,
    after: kind,
    detail: { size, root, at, by: by.toWellFormed().slice(0, 1_024), file },
  } as const;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
