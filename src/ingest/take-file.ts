import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import type { Manifest } from '../evidence/manifest.ts';
import type { Mark } from '../evidence/marks.ts';
import type { DescribedRecording, StagingKey } from '../evidence/recording.ts';
import type { CataloguedRecording, PendingFile } from '../ports/catalog.ts';
import { checkCardDigest } from './check-card-digest.ts';
import { decideTime } from './decide-time.ts';
import { describeRecording } from './describe-recording.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';
import { destroyedBefore, knownDestroyed, leaveDestroyed, releaseOfDestroyed } from './meet-destroyed.ts';
import { readTimes } from './read-times.ts';
import type { ReadingTurns } from './reading-turns.ts';
import { isSealedAlready, isStagedCopySealed } from './recognise-file.ts';
import { pruneTorn, releaseTorn } from './release-torn.ts';
import type { SealQueue } from './seal-queue.ts';
import { stageFile, verifyStaged } from './stage-file.ts';
import { stagingKeyOf } from './staging-key.ts';

export type Taken = 'handed-over' | 'met-again' | 'left';

/** What the lanes of one dock share. */
export interface TakingRun {
  readonly queue: SealQueue;
  readonly reading: ReadingTurns;
  /** Told of each recording that was met again. */
  readonly note: (manifest: Manifest, marks: readonly Mark[]) => void;
  /** Card files of which something lay in staging when the dock began. */
  readonly leftovers: ReadonlySet<StagingKey>;
}

/**
 * One file's way up the ladder: staged, verified, described, and handed to the queue that seals it; or recognised as
 * sealed already. @throws SealdockError for whatever kept it from that; the file is then still on the card.
 */
export async function takeFile(
  context: DockContext,
  card: DockedCard,
  pending: PendingFile,
  { queue, leftovers, reading, note }: TakingRun,
  options: DockOptions,
): Promise<Taken> {
  const { found } = pending;
  const key = stagingKeyOf(card.recorder, found.file.path);
  if (leftovers.has(key)) await context.vault.setAside(key);
  if (pending.sealedBefore !== null) {
    const before = await context.catalog.recording(pending.sealedBefore);
    if (before !== null && (await isSealedAlready(card.card, context.vault, found.file, before))) {
      if (leftovers.has(key)) await releaseCopiesOf(context, key, before, options);
      await settleAgain(context, card, pending, before, null);
      note(before.manifest, before.marks);
      return 'met-again';
    }
    // What lies in staging of it can only be known by a whole copy: then that is made once more.
    const gone = before === null && !leftovers.has(key) ? await knownDestroyed(context, card, pending) : null;
    if (gone !== null) {
      await leaveDestroyed(context, card, found, gone, options);
      return 'left';
    }
  }
  if (leftovers.has(key)) await pruneTorn(context, key, options.actor);
  const described = await describeFile(context, card, pending, key, reading, options);
  const tombstone = await destroyedBefore(context, described);
  if (tombstone !== null) {
    await releaseOfDestroyed(context, key, tombstone, options);
    await leaveDestroyed(context, card, found, tombstone, options);
    return 'left';
  }
  if (!(await claimRecording(context, described.id))) {
    await meetAgain(context, card, pending, key, described, options);
    return 'met-again';
  }
  try {
    await context.vault.describe(key, described);
  } catch (thrown) {
    context.berths.claims.end(described.id);
    throw thrown;
  }
  await queue.add({ key, described });
  return 'handed-over';
}

/** True when it is ours to seal; false when the catalogue has it, perhaps from whoever was just doing it. */
async function claimRecording({ berths, catalog }: DockContext, id: RecordingId): Promise<boolean> {
  for (let other = berths.claims.claim(id); other !== null; other = berths.claims.claim(id)) await other;
  let isOurs = false;
  try {
    isOurs = (await catalog.recording(id)) === null;
    return isOurs;
  } finally {
    if (!isOurs) berths.claims.end(id);
  }
}

async function describeFile(
  context: DockContext,
  card: DockedCard,
  { found }: PendingFile,
  key: StagingKey,
  reading: ReadingTurns,
  { signal, onEvent }: DockOptions,
): Promise<DescribedRecording> {
  const onBytes = (bytes: number) => onEvent({ kind: 'copied', dock: card.dock, bytes });
  const { staged, path, edges } = await reading.run(found.file.sizeBytes, signal, () =>
    stageFile(context, card, found, key, { signal, onBytes }),
  );
  const verified = await verifyStaged(context, staged, path, signal);
  const cardDigest = await checkCardDigest(card.card, staged);
  const sources = await readTimes(context.vault, card.model, staged, edges);
  const time = decideTime(sources, context.clock.read().wallMs, context.settings.timeToleranceMs);
  return describeRecording(context, card, verified, time, cardDigest);
}

/**
 * The same bytes, time and recorder under another name, or copied again because they were not recognised. The copy in
 * staging goes through the gate like any other: only when the sealed one is there and equal.
 */
async function meetAgain(
  context: DockContext,
  card: DockedCard,
  pending: PendingFile,
  key: StagingKey,
  described: DescribedRecording,
  options: DockOptions,
): Promise<void> {
  const before = await context.catalog.recording(described.id);
  if (before === null || before.manifest.file.sha256 !== described.manifest.file.sha256) {
    throw new SealdockError('recording-id-taken', { about: described.id });
  }
  const isSealed = await isStagedCopySealed(context.vault, key, before);
  await context.vault.setAside(key);
  if (!isSealed) {
    await pruneTorn(context, key, options.actor);
    throw new SealdockError('sealed-differs', {
      about: described.id,
      expected: described.manifest.file.sha256,
      found: 'a sealed file that is missing or different; the copy just made stays in staging',
    });
  }
  await releaseCopiesOf(context, key, before, options);
  await settleAgain(context, card, pending, before, options.actor);
}

async function settleAgain(
  { catalog }: DockContext,
  card: DockedCard,
  { found }: PendingFile,
  recording: CataloguedRecording,
  actor: DockOptions['actor'] | null,
): Promise<void> {
  const outcome = { kind: 'met-again', recording: recording.id } as const;
  const entry =
    actor === null
      ? null
      : ({
          act: 'file.met-again',
          actor,
          object: { kind: 'recording', id: recording.id },
          reason: null,
          before: null,
          after: null,
          detail: { dock: card.dock, path: found.file.path.text, pathHex: found.file.path.hex },
        } as const);
  await catalog.settleFile(card.dock, card.recorder, found.file, outcome, entry);
}

/** Torn copies of a file go once it is sealed, as far as it holds their bytes. */
export async function releaseCopiesOf(
  context: Pick<DockContext, 'vault' | 'catalog'>,
  key: StagingKey,
  recording: Pick<CataloguedRecording, 'id' | 'folder' | 'manifest'>,
  options: Pick<DockOptions, 'actor'>,
): Promise<void> {
  for (const copy of await context.vault.tornCopiesOf(key)) {
    await releaseTorn(context, copy, recording, options.actor);
  }
}
