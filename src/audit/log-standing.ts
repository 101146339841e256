import { SealdockError } from '../evidence/errors.ts';
import { leafHash } from '../evidence/merkle.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Signer } from '../ports/signer.ts';
import { givenUpHeads } from './given-up-heads.ts';
import { ownCheckpoints, ownKeys } from './own-checkpoint.ts';
import { describe } from './published-head.ts';
import type { Head, NamedHead } from './read-heads.ts';
import { type RememberedNote, type RememberingPorts, rememberedNotes } from './remembered-heads.ts';
import { CHECKPOINT_PATH } from './tile-paths.ts';
import { RecordingTree, rowsAsTheyAre } from './walk-rows.ts';

export interface StandingPorts extends RememberingPorts {
  readonly catalog: Pick<Catalog, 'auditSize' | 'auditRows' | 'auditRowsOf' | 'published'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
}

/** A head that was signed by this log and that its entries do not lead through. */
export interface HeadConflict {
  readonly kind: 'shorter' | 'forked';
  readonly head: NamedHead;
  /** What the entries give: as many as there are, or as many as the head has, with another root. */
  readonly found: Head;
}

export type LogStanding =
  /** `leaves`: the published files are of a branch that was given up; they have to make room. */
  | { readonly kind: 'sound'; readonly leaves: readonly NamedHead[] }
  | { readonly kind: 'set-back'; readonly conflicts: readonly HeadConflict[] };

/**
 * Whether the entries lead through every head that is remembered outside the catalogue: after a restore from backup they
 * do not. Cheap where all heads are the one that the catalogue published last; otherwise every entry is hashed once.
 * @throws SealdockError `audit-differs` for a remembered head that is not ours.
 */
export async function logStanding(
  ports: StandingPorts,
  { origin }: { readonly origin: string },
): Promise<LogStanding> {
  const heads = await headsOutside(ports, origin);
  const conflicts = await conflictsOf(ports, heads, origin);
  if (conflicts.length === 0) return { kind: 'sound', leaves: [] };
  const givenUp = await givenUpHeads(ports.catalog);
  const open = conflicts.filter(({ head }) => !givenUp.has(describe(head)));
  if (open.length > 0) return { kind: 'set-back', conflicts: open };
  return { kind: 'sound', leaves: conflicts.map(({ head }) => head) };
}

/** @throws SealdockError `log-set-back` or `log-forked`, with both heads, while nobody has decided about it. */
export async function refuseSetBack(ports: StandingPorts, input: { readonly origin: string }): Promise<void> {
  const standing = await logStanding(ports, input);
  if (standing.kind === 'set-back') throw setBackError(standing.conflicts);
}

/** The gravest first: a fork cannot be an old backup alone. */
export function setBackError(conflicts: readonly HeadConflict[]): SealdockError {
  const worst = conflicts.find(({ kind }) => kind === 'forked') ?? conflicts[0];
  return new SealdockError(worst?.kind === 'forked' ? 'log-forked' : 'log-set-back', {
    about: worst?.head.about ?? '',
    ...(worst === undefined ? {} : { expected: describe(worst.head), found: foundText(worst) }),
  });
}

function foundText({ kind, found }: HeadConflict): string {
  return kind === 'shorter' ? `${found.size} entries` : describe(found);
}

/** Equal ones once. */
async function headsOutside(ports: StandingPorts, origin: string): Promise<readonly NamedHead[]> {
  const file = await ports.logFiles.read(CHECKPOINT_PATH);
  const notes: readonly RememberedNote[] = [
    ...(file === null ? [] : [{ about: 'checkpoint', note: file }]),
    ...(await rememberedNotes(ports)),
  ];
  const open = await ownCheckpoints(ports, origin);
  const byText = new Map<string, NamedHead>();
  for (const { about, note } of notes) {
    const { size, root } = open(note, about);
    const text = describe({ size, root });
    const same = byText.get(text);
    byText.set(text, { about: same === undefined ? about : `${same.about}, ${about}`, size, root });
  }
  return [...byText.values()];
}

async function conflictsOf(
  ports: StandingPorts,
  heads: readonly NamedHead[],
  origin: string,
): Promise<readonly HeadConflict[]> {
  // The head that the catalogue itself published is compared with the entries by `checkPublished`.
  const { catalog } = ports;
  const note = Buffer.from((await catalog.published())?.note ?? '');
  const published = (await ownKeys(ports, origin)).open(note);
  const known = published.kind === 'opened' ? describe(published.checkpoint) : null;
  const asked = heads.filter((head) => describe(head) !== known);
  if (asked.length === 0) return [];
  const size = await catalog.auditSize();
  const tree = new RecordingTree([...asked.map((head) => head.size), size]);
  const longest = Math.min(size, Math.max(...asked.map((head) => head.size)));
  for await (const row of rowsAsTheyAre(catalog, longest)) tree.append(leafHash(Buffer.from(row.text)));
  return asked.flatMap((head): HeadConflict[] => {
    const root = tree.roots.get(head.size);
    if (root === undefined) return [{ kind: 'shorter', head, found: { size, root: NO_ROOT } }];
    return Buffer.compare(root, head.root) === 0
      ? []
      : [{ kind: 'forked', head, found: { size: head.size, root } }];
  });
}

/** Of a log that is too short nobody needs the root. */
const NO_ROOT = new Uint8Array(32);
