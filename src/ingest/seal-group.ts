import type { AuditDraft } from '../evidence/audit-entry.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { DescribedRecording, SealedRecording, StagingKey } from '../evidence/recording.ts';
import type { SealIntent } from '../ports/catalog.ts';
import type { DockOptions } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';
import { proveSmallFiles, smallFilesOf } from './prove-small-files.ts';
import { type RecoverPorts, settleIntent } from './recover.ts';
import { sealedDetail } from './sealed-detail.ts';

/** A described recording and the staging place that holds it. */
export interface ReadyRecording {
  readonly key: StagingKey;
  readonly described: DescribedRecording;
}

/**
 * Brings a group to its places: intents, renames, catalogue. A crash after any of them is found and finished by
 * `recover`; a failure is finished here at once, as far as the disk allows, and then told.
 */
export async function sealGroup(
  ports: RecoverPorts,
  card: DockedCard,
  actor: DockOptions['actor'],
  group: readonly ReadyRecording[],
): Promise<void> {
  const { vault, catalog } = ports;
  const intents = group.map(({ described }) => intentOf(card, described));
  await catalog.intend(intents);
  try {
    const sealed = await vault.seal(group);
    await proveSmallFiles(
      ports,
      sealed.filter(isReadFromMedium).flatMap(({ described }) => smallFilesOf(described.folder, described)),
    );
    await catalog.catalogue(
      sealed.map(({ described }) => ({
        intent: intentOf(card, described),
        manifest: described.manifest,
        manifestSha256: sha256Of(described.manifestText),
        entry: sealedDraft(described, actor),
      })),
    );
  } catch (thrown) {
    // What cannot be settled now stays an intent, and the next dock tries again.
    for (const intent of intents) {
      await settleIntent(ports, intent, actor).catch((again: unknown) => {
        ports.log.warn('seal.unsettled', { recording: intent.recording, error: String(again) });
      });
    }
    throw thrown;
  }
}

/** Where direct I/O is refused nothing can be read from the medium: there each small file was flushed by itself. */
function isReadFromMedium({ described }: SealedRecording): boolean {
  return described.verified.readBackFrom === 'medium';
}

function intentOf(card: DockedCard, described: DescribedRecording): SealIntent {
  return {
    recording: described.id,
    folder: described.folder,
    dock: card.dock,
    cardRecorder: card.recorder,
    file: described.verified.staged.found.file,
  };
}

function sealedDraft(
  { id, manifest, manifestText, folder }: DescribedRecording,
  actor: DockOptions['actor'],
): AuditDraft {
  return {
    act: 'recording.sealed',
    actor,
    object: { kind: 'recording', id },
    reason: null,
    before: 'verified',
    after: 'sealed',
    detail: sealedDetail(manifest, sha256Of(manifestText), folder),
  };
}
