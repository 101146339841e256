import type { Actor } from '../evidence/audit-entry.ts';
import type { DockId } from '../evidence/ids.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import { type ProbeFacts, type Prober, UNPLAYABLE } from '../ports/probe.ts';
import type { DockContext } from './dock-context.ts';

const PAGE_RECORDINGS = 32;

type ProbePorts = Pick<DockContext, 'catalog' | 'vault'>;

/**
 * Looks into the sealed copies that nobody has probed yet, one after the other, and notes duration, codec and size.
 * It follows the sealing at its own pace; a crash in between costs nothing, because what is pending is in the
 * catalogue.
 * @returns how many were probed.
 * @throws SealdockError `ffprobe-missing`, and what catalogue and vault throw.
 */
export async function probeRecordings(
  ports: ProbePorts,
  prober: Prober,
  actor: Actor,
  signal: AbortSignal,
): Promise<number> {
  let probed = 0;
  for (
    let page = await ports.catalog.unprobed(PAGE_RECORDINGS);
    page.length > 0;
    page = await ports.catalog.unprobed(PAGE_RECORDINGS)
  ) {
    for (const recording of page) {
      if (signal.aborted) return probed;
      await probeOne(ports, prober, recording, actor);
      probed += 1;
    }
  }
  return probed;
}

/**
 * The same for all that lies on one dock's card, sealed at this dock or before: whoever clears it has to know.
 * @param turn runs one probe while no other is under way; the recording is looked up in it, because the one before may
 * have probed it.
 */
export async function probeCard(
  ports: ProbePorts,
  prober: Prober,
  { dock, actor, signal }: { readonly dock: DockId; readonly actor: Actor; readonly signal: AbortSignal },
  turn: (probe: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { catalog } = ports;
  for (let after: string | null = null; ; ) {
    const page = await catalog.clearableFiles(dock, after, PAGE_RECORDINGS);
    for (const { recording: id } of page) {
      if (signal.aborted) return;
      await turn(async () => {
        const recording = signal.aborted ? null : await catalog.recording(id);
        if (recording !== null && recording.probe === null) await probeOne(ports, prober, recording, actor);
      });
    }
    if (page.length < PAGE_RECORDINGS) return;
    after = page.at(-1)?.cursor ?? null;
  }
}

async function probeOne(
  { catalog, vault }: ProbePorts,
  prober: Prober,
  recording: CataloguedRecording,
  actor: Actor,
): Promise<void> {
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
}

async function probe(
  vault: DockContext['vault'],
  prober: Prober,
  { folder, manifest }: CataloguedRecording,
): Promise<ProbeFacts> {
  if (manifest.file.sizeBytes === 0) return { ...UNPLAYABLE, complaint: 'empty file' };
  return prober.probe(vault.resolve(`${folder}/${manifest.file.sealedAs}`));
}
