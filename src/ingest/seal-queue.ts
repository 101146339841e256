import type { AuditDraft } from '../evidence/audit-entry.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { DescribedRecording, StagingKey } from '../evidence/recording.ts';
import type { SealIntent } from '../ports/catalog.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';

/** Recordings that may wait for their commit before the copying waits for them. */
const WAITING_GROUPS_LIMIT = 2;

interface Waiting {
  readonly key: StagingKey;
  readonly described: DescribedRecording;
}

export interface SealQueue {
  /** Hands over a described recording; waits only while too many are waiting already. */
  add(recording: Waiting): Promise<void>;
  /**
   * Says that this recording is about to be handed over. Null when it is ours to do; otherwise somebody else is doing
   * it, and the promise ends when that one is catalogued.
   */
  claim(id: RecordingId): Promise<void> | null;
  /** Takes a claim back: the recording will not be handed over. */
  unclaim(id: RecordingId): void;
  /** True once a commit has failed: what `add` throws then concerns the dock and not the file at hand. */
  readonly isBroken: boolean;
  /** Seals what waits, and returns when all of it is catalogued. @throws what the first failed commit threw. */
  flush(): Promise<void>;
}

/**
 * Seals in groups: one commit, one flush of each folder, for as many recordings as came together within a moment.
 * A card of 2,000 small files would otherwise pay for every flush 2,000 times.
 */
export function openSealQueue(
  context: Pick<DockContext, 'vault' | 'catalog' | 'settings'>,
  card: DockedCard,
  actor: DockOptions['actor'],
  onSealed: (described: DescribedRecording) => void,
): SealQueue {
  const { groupFiles, groupWaitMs } = context.settings;
  const claims = new Map<RecordingId, PromiseWithResolvers<void>>();
  let group: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;
  let chain: Promise<void> = Promise.resolve();
  let waiting = 0;
  let isBroken = false;

  const commitGroup = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const ready = group;
    group = [];
    if (ready.length === 0) return;
    chain = chain.then(async () => {
      await sealGroup(context, card, actor, ready);
      waiting -= ready.length;
      for (const { described } of ready) {
        onSealed(described);
        endClaim(described.id);
      }
    });
    // The failure reaches whoever adds or flushes next; here it only must not count as unhandled.
    chain.catch(() => {
      isBroken = true;
      for (const { described } of ready) endClaim(described.id);
    });
  };

  const endClaim = (id: RecordingId): void => {
    claims.get(id)?.resolve();
    claims.delete(id);
  };

  return {
    add: async (recording) => {
      group.push(recording);
      waiting += 1;
      if (group.length >= groupFiles) commitGroup();
      else timer ??= setTimeout(commitGroup, groupWaitMs);
      if (waiting > WAITING_GROUPS_LIMIT * groupFiles) await chain;
    },
    claim: (id) => {
      const other = claims.get(id);
      if (other !== undefined) return other.promise;
      claims.set(id, Promise.withResolvers<void>());
      return null;
    },
    unclaim: endClaim,
    get isBroken() {
      return isBroken;
    },
    flush: async () => {
      commitGroup();
      await chain;
    },
  };
}

/** Intent, rename, catalogue: a crash after any of them is found and finished by `recover`. */
async function sealGroup(
  { vault, catalog }: Pick<DockContext, 'vault' | 'catalog'>,
  card: DockedCard,
  actor: DockOptions['actor'],
  group: readonly Waiting[],
): Promise<void> {
  const intents = group.map(({ described }) => intentOf(card, described));
  await catalog.intend(intents);
  const sealed = await vault.seal(group);
  await catalog.catalogue(
    sealed.map(({ described }) => ({
      intent: intentOf(card, described),
      manifest: described.manifest,
      manifestSha256: sha256Of(described.manifestText),
      entry: sealedDraft(described, actor),
    })),
  );
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

function sealedDraft(described: DescribedRecording, actor: DockOptions['actor']): AuditDraft {
  const { manifest } = described;
  if (manifest.recording !== described.id) throw new SealdockError('defect', { about: described.id });
  return {
    act: 'recording.sealed',
    actor,
    object: { kind: 'recording', id: described.id },
    reason: null,
    before: 'verified',
    after: 'sealed',
    detail: sealedDetail(manifest, sha256Of(described.manifestText), described.folder),
  };
}

/** What an entry says of a sealed recording; the same after a crash, so that the two cannot be told apart by it. */
export function sealedDetail(
  manifest: DescribedRecording['manifest'],
  manifestSha256: string,
  folder: string,
): AuditDraft['detail'] {
  return {
    dock: manifest.dock,
    folder,
    manifestSha256,
    marks: manifest.marks,
    sha256: manifest.file.sha256,
    sizeBytes: manifest.file.sizeBytes,
  };
}
