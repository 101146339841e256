import type { Checkpoint } from '../evidence/signed-note.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { LogFiles } from '../ports/log-files.ts';
import type { Signer } from '../ports/signer.ts';
import type { FindingList } from './findings.ts';
import { type OwnKeys, ownKeys } from './own-checkpoint.ts';
import { describe } from './published-head.ts';
import { type RememberingPorts, rememberedNotes } from './remembered-heads.ts';
import { CHECKPOINT_PATH } from './tile-paths.ts';

export type Head = Pick<Checkpoint, 'size' | 'root'>;

export interface NamedHead extends Head {
  /** Who says so: `checkpoint`, `catalogue`, `remembered head`; several when they say the same. */
  readonly about: string;
}

export interface Heads {
  /** In the file `checkpoint`, signed by us. */
  readonly shown: Head | null;
  /** As the catalogue keeps it, signed by us. */
  readonly kept: Head | null;
  /** All of them, equal ones once. */
  readonly all: readonly NamedHead[];
}

interface Ports extends RememberingPorts {
  readonly catalog: Pick<Catalog, 'published' | 'auditRowsOf'>;
  readonly logFiles: Pick<LogFiles, 'read' | 'list'>;
  readonly logSigner: Pick<Signer, 'publicKey'>;
}

/** Reads the heads that the log is measured against; a head without our signature is a finding and no measure. */
export async function readHeads(
  ports: Ports,
  input: { readonly origin: string; readonly remembered: Head | null },
  findings: FindingList,
): Promise<Heads> {
  // The file first: the catalogue notes a head before the file shows it, so it can only be newer.
  const file = await ports.logFiles.read(CHECKPOINT_PATH);
  const published = await ports.catalog.published();
  const keys = await ownKeys(ports, input.origin);
  const open = (note: Uint8Array | null, about: string) =>
    openHead(keys, input.origin, note, about, findings);
  const shown = open(file, 'checkpoint');
  const kept = open(published === null ? null : Buffer.from(published.note), 'catalogue');
  if (file === null && published !== null) {
    findings.add({
      kind: 'checkpoint-missing',
      about: CHECKPOINT_PATH,
      expected: 'a file',
      found: 'none',
    });
  }
  const remembered = await rememberedNotes(ports);
  if (shown !== null) compareHeads(shown, kept, findings);
  return {
    shown,
    kept,
    all: distinct([
      { about: 'checkpoint', head: shown },
      { about: 'catalogue', head: kept },
      { about: 'remembered head', head: input.remembered },
      ...remembered.map(({ about, note }) => ({ about, head: open(note, about) })),
    ]),
  };
}

function openHead(
  keys: OwnKeys,
  origin: string,
  note: Uint8Array | null,
  about: string,
  findings: FindingList,
): Head | null {
  if (note === null) return null;
  const opened = keys.open(note);
  if (opened.kind === 'opened') return opened.checkpoint;
  const malformed = opened.kind === 'malformed';
  findings.add({
    kind: malformed ? 'checkpoint-malformed' : 'checkpoint-signature',
    about,
    expected: malformed ? `a checkpoint of ${origin}` : `a signature by the key of ${origin}`,
    found: opened.why,
  });
  return null;
}

function compareHeads(shown: Head, kept: Head | null, findings: FindingList): void {
  const keptSize = kept?.size ?? 0;
  if (shown.size === keptSize) return;
  findings.add({
    kind: shown.size < keptSize ? 'checkpoint-behind' : 'checkpoint-ahead',
    about: CHECKPOINT_PATH,
    expected: `size ${keptSize}, as the catalogue keeps it`,
    found: `size ${shown.size}`,
  });
}

function distinct(heads: readonly { about: string; head: Head | null }[]): NamedHead[] {
  const byText = new Map<string, NamedHead>();
  for (const { about, head } of heads) {
    if (head === null) continue;
    const same = byText.get(describe(head));
    const names = same === undefined ? about : `${same.about}, ${about}`;
    byText.set(describe(head), { about: names, size: head.size, root: head.root });
  }
  return [...byText.values()];
}
