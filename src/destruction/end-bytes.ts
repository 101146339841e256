import type { BatchItem } from '../evidence/destruction.ts';
import type { DockId } from '../evidence/ids.ts';
import { releaseTorn } from '../ingest/release-torn.ts';
import { stagingKeyOf } from '../ingest/staging-key.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { IntendedItem } from '../ports/destruction-ledger.ts';
import type { DestructionContext, DestructionOptions } from './destruction-context.ts';

export interface EndedFolder extends Pick<IntendedItem, 'folder' | 'files'> {
  readonly item: Pick<BatchItem, 'recording'>;
}

/**
 * Ends the bytes of an item whose intent is durable: first what else of them lies on this station, interrupted copies in
 * staging (TRUST 2.3, 18), each through its own gate, as long as the sealed bytes can prove what it is; then the sealed
 * folder. Begun anew after a crash it ends what is left. The only caller of the one verb.
 * @throws SealdockError `sealed-differs` before anything sealed is ended; `vault-write-failed`, `vault-read-failed`.
 */
export async function endBytes(
  { catalog, vault }: Pick<DestructionContext, 'catalog' | 'vault'>,
  { item, folder, files }: EndedFolder,
  { actor }: Pick<DestructionOptions, 'actor'>,
): Promise<void> {
  const recording = await catalog.recording(item.recording);
  if (recording !== null) await releaseCopies({ catalog, vault }, recording, actor);
  await vault.destroySealed(folder, files);
}

async function releaseCopies(
  ports: Pick<DestructionContext, 'catalog' | 'vault'>,
  recording: CataloguedRecording,
  actor: DestructionOptions['actor'],
): Promise<void> {
  const all = await ports.vault.tornCopies();
  if (all.length === 0) return;
  const keys = await keysOf(ports, recording);
  for (const torn of all) {
    // The beginning of another recording may look like the beginning of this one: then only the whole of it tells.
    const isWhole = torn.sizeBytes >= recording.manifest.file.sizeBytes && torn.sizeBytes > 0;
    if (keys.has(torn.key) || isWhole) await releaseTorn(ports, torn, recording, actor);
  }
}

/** The places in staging of the card file that it was taken from. */
async function keysOf(
  { catalog }: Pick<DestructionContext, 'catalog'>,
  { manifest }: CataloguedRecording,
): Promise<ReadonlySet<string>> {
  const path = { text: manifest.card.path, hex: null };
  const dock = await catalog.dock(manifest.dock as DockId);
  const recorders = [manifest.recorder.no, dock?.recorder ?? null].flatMap((no) => no ?? []);
  return new Set(recorders.map((no) => stagingKeyOf(no, path)));
}
