import type { Tombstone } from '../evidence/destruction.ts';
import { edgesDigestOf } from '../evidence/edges-digest.ts';
import type { DescribedRecording, FoundFile, StagingKey } from '../evidence/recording.ts';
import type { PendingFile } from '../ports/catalog.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';
import { pruneTorn, releaseDestroyed } from './release-torn.ts';

/*
 * What was destroyed under an approved batch lies on a card again: it is reported, and neither taken nor removed
 * (TRUST 2.3, 20). A person decides about that card.
 */

/** Recorder, path, size and time are those of a destroyed recording, and so are both its ends. */
export async function knownDestroyed(
  { catalog }: Pick<DockContext, 'catalog'>,
  { card }: DockedCard,
  { found: { file }, sealedBefore }: PendingFile,
): Promise<Tombstone | null> {
  const tombstone = sealedBefore === null ? null : await catalog.tombstone(sealedBefore);
  if (tombstone === null || tombstone.sizeBytes !== file.sizeBytes) return null;
  const edges = await edgesDigestOf(file.sizeBytes, (offset, length) =>
    card.readRange(file.path, offset, length),
  );
  return edges === tombstone.edgesSha256 ? tombstone : null;
}

/** By the recording that it would be, or by all of its bytes; never where a sealed one has them still. */
export async function destroyedBefore(
  { catalog }: Pick<DockContext, 'catalog'>,
  { id, manifest }: DescribedRecording,
): Promise<Tombstone | null> {
  const { sha256 } = manifest.file;
  const tombstone = (await catalog.tombstone(id)) ?? (await catalog.tombstoneOf(sha256));
  if (tombstone?.sha256 !== sha256) return null;
  return (await catalog.recording(id)) === null ? tombstone : null;
}

/** The copy just made, and what was torn of it before, through the gate. */
export async function releaseOfDestroyed(
  context: Pick<DockContext, 'vault' | 'catalog'>,
  key: StagingKey,
  tombstone: Tombstone,
  { actor }: Pick<DockOptions, 'actor'>,
): Promise<void> {
  await context.vault.setAside(key);
  await pruneTorn(context, key, actor);
  for (const torn of await context.vault.tornCopiesOf(key)) {
    await releaseDestroyed(context, torn, tombstone, actor);
  }
}

export async function leaveDestroyed(
  { catalog, log }: Pick<DockContext, 'catalog' | 'log'>,
  card: DockedCard,
  { file }: FoundFile,
  { recording, registerNo, batch, sha256 }: Tombstone,
  { actor }: Pick<DockOptions, 'actor'>,
): Promise<void> {
  const outcome = { kind: 'left', reason: 'destroyed-before', recording } as const;
  await catalog.settleFile(card.dock, card.recorder, file, outcome, {
    act: 'recording.met-destroyed',
    actor,
    object: { kind: 'recording', id: recording },
    reason: 'destroyed-before',
    before: 'destroyed',
    after: 'destroyed',
    detail: {
      dock: card.dock,
      path: file.path.text,
      pathHex: file.path.hex,
      batch,
      register: registerNo,
      sha256,
    },
  });
  log.warn('file.destroyed-before', { dock: card.dock, recording, register: registerNo });
}
