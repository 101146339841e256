import type { Actor } from '../evidence/audit-entry.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import { type ProbeFacts, type Prober, UNPLAYABLE } from '../ports/probe.ts';
import type { DockContext } from './dock-context.ts';

const PAGE_RECORDINGS = 32;

/**
 * Looks into the sealed copies that nobody has probed yet, one after the other, and notes duration, codec and size.
 * It follows the sealing at its own pace; a crash in between costs nothing, because what is pending is in the
 * catalogue.
 * @returns how many were probed.
 */
export async function probeRecordings(
  { catalog, vault }: Pick<DockContext, 'catalog' | 'vault'>,
  prober: Prober,
  actor: Actor,
  signal: AbortSignal,
): Promise<number> {
  let probed = 0;
  for (
    let page = await catalog.unprobed(PAGE_RECORDINGS);
    page.length > 0;
    page = await catalog.unprobed(PAGE_RECORDINGS)
  ) {
    for (const recording of page) {
      if (signal.aborted) return probed;
      const facts = await probe(vault, prober, recording);
      await catalog.noteProbe(recording.id, facts, {
        act: 'recording.probed',
        actor,
        object: { kind: 'recording', id: recording.id },
        reason: null,
        before: 'not probed',
        after: facts.playable ? 'playable' : 'unplayable',
        detail: { ...facts },
      });
      probed += 1;
    }
  }
  return probed;
}

async function probe(
  vault: DockContext['vault'],
  prober: Prober,
  { folder, manifest }: CataloguedRecording,
): Promise<ProbeFacts> {
  if (manifest.file.sizeBytes === 0) return { ...UNPLAYABLE, complaint: 'empty file' };
  return prober.probe(vault.resolve(`${folder}/${manifest.file.sealedAs}`));
}
