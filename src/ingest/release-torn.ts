import { createHash } from 'node:crypto';
import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Tombstone } from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { StagingKey } from '../evidence/recording.ts';
import { RANGE_BYTES_LIMIT } from '../ports/card.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { TornCopy } from '../ports/vault.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import { readSealedBytes } from './sealed-bytes.ts';

/** What the gate asks of the station. */
export interface ReleasePorts {
  readonly vault: Pick<DockContext['vault'], 'readTorn' | 'readSealed' | 'removeTorn'>;
  readonly catalog: Pick<DockContext['catalog'], 'record'>;
}

/**
 * The gate for bytes in staging: a torn copy goes only when every byte of it is proved to lie, at the same place,
 * inside a sealed recording that is in the vault. Nothing of evidence ends by it. What cannot be proved stays, and
 * `status` and `inspect` tell a person.
 * @returns true when the copy went.
 */
export async function releaseTorn(
  { vault, catalog }: ReleasePorts,
  torn: TornCopy,
  recording: Pick<CataloguedRecording, 'id' | 'folder' | 'manifest'>,
  actor: DockOptions['actor'],
): Promise<boolean> {
  const ofCard = Math.min(torn.sizeBytes, recording.manifest.file.sizeBytes);
  const readTorn = (offset: number, length: number) => vault.readTorn(torn, offset, length);
  const contained =
    (await isPrefix(ofCard, readTorn, (offset, length) =>
      readSealedBytes(vault, recording, offset, length),
    )) && (await isPadding(torn.sizeBytes - ofCard, (length) => readTorn(ofCard, length)));
  if (!contained) return false;
  const entry: AuditDraft = {
    act: 'staging.removed',
    actor,
    object: { kind: 'staging', id: `${torn.key}.${torn.number}` },
    reason: 'every byte is inside a sealed recording',
    before: 'torn',
    after: null,
    detail: { recording: recording.id, sizeBytes: torn.sizeBytes },
  };
  await catalog.record(entry);
  await vault.removeTorn(torn);
  return true;
}

/**
 * The gate for bytes that were destroyed and have been copied again before anybody could know them: a copy goes when the
 * whole of it is what a tombstone names. What is a part of it only cannot be known, and stays for a person.
 * @returns true when the copy went.
 */
export async function releaseDestroyed(
  {
    vault,
    catalog,
  }: {
    readonly vault: Pick<DockContext['vault'], 'readTorn' | 'removeTorn'>;
    readonly catalog: ReleasePorts['catalog'];
  },
  torn: TornCopy,
  tombstone: Tombstone,
  actor: DockOptions['actor'],
): Promise<boolean> {
  if (torn.sizeBytes !== tombstone.sizeBytes) return false;
  const hash = createHash('sha256');
  for (let offset = 0; offset < torn.sizeBytes; offset += RANGE_BYTES_LIMIT) {
    hash.update(await vault.readTorn(torn, offset, Math.min(RANGE_BYTES_LIMIT, torn.sizeBytes - offset)));
  }
  if (hash.digest('hex') !== tombstone.sha256) return false;
  await catalog.record({
    act: 'staging.removed',
    actor,
    object: { kind: 'staging', id: `${torn.key}.${torn.number}` },
    reason: 'the bytes of a recording that was destroyed',
    before: 'torn',
    after: null,
    detail: { recording: tombstone.recording, register: tombstone.registerNo, sizeBytes: torn.sizeBytes },
  });
  await vault.removeTorn(torn);
  return true;
}

/** Of several torn copies of one file, those that are the beginning of a longer one add nothing. */
export async function pruneTorn(
  { vault, catalog }: Pick<DockContext, 'vault' | 'catalog'>,
  key: StagingKey,
  actor: DockOptions['actor'],
): Promise<void> {
  const bySize = (await vault.tornCopiesOf(key)).toSorted((a, b) => a.sizeBytes - b.sizeBytes);
  for (const [index, shorter] of bySize.entries()) {
    for (const longer of bySize.slice(index + 1)) {
      const contained = await isPrefix(
        shorter.sizeBytes,
        (offset, length) => vault.readTorn(shorter, offset, length),
        (offset, length) => vault.readTorn(longer, offset, length),
      );
      if (!contained) continue;
      await catalog.record({
        act: 'staging.removed',
        actor,
        object: { kind: 'staging', id: `${shorter.key}.${shorter.number}` },
        reason: 'every byte is inside a longer torn copy',
        before: 'torn',
        after: null,
        detail: { kept: `${longer.key}.${longer.number}`, sizeBytes: shorter.sizeBytes },
      });
      await vault.removeTorn(shorter);
      break;
    }
  }
}

/** Direct I/O writes whole blocks and cuts the file afterwards (FINDINGS 6); who dies in between leaves zeros. */
const BLOCK_BYTES = 4_096;

/** What lies behind the end of the recording never came from a card: fewer zeros than fill a block. */
async function isPadding(sizeBytes: number, read: (length: number) => Promise<Uint8Array>): Promise<boolean> {
  if (sizeBytes === 0) return true;
  return sizeBytes < BLOCK_BYTES && (await read(sizeBytes)).every((byte) => byte === 0);
}

type Read = (offset: number, length: number) => Promise<Uint8Array | null>;

/** What cannot be read cannot be proved: the copy stays, and the files of the card go on. */
async function isPrefix(sizeBytes: number, readShorter: Read, readLonger: Read): Promise<boolean> {
  try {
    return await isEqualUpTo(sizeBytes, readShorter, readLonger);
  } catch (thrown) {
    if (thrown instanceof SealdockError && thrown.code === 'vault-read-failed') return false;
    throw thrown;
  }
}

async function isEqualUpTo(sizeBytes: number, readShorter: Read, readLonger: Read): Promise<boolean> {
  for (let offset = 0; offset < sizeBytes; offset += RANGE_BYTES_LIMIT) {
    const length = Math.min(RANGE_BYTES_LIMIT, sizeBytes - offset);
    const shorter = await readShorter(offset, length);
    const longer = await readLonger(offset, length);
    if (shorter?.length !== length || longer === null || !Buffer.from(shorter).equals(longer)) return false;
  }
  return true;
}
