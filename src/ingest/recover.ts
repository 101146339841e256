import type { Actor } from '../evidence/audit-entry.ts';
import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { Manifest } from '../evidence/manifest.ts';
import { MANIFEST_BYTES_LIMIT, parseManifest } from '../evidence/manifest.ts';
import { MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME } from '../evidence/vault-path.ts';
import type { SealIntent } from '../ports/catalog.ts';
import type { Others } from './berths.ts';
import { sumsOf } from './describe-recording.ts';
import type { DockContext } from './dock-context.ts';
import { finishedDraft } from './dock-drafts.ts';
import { proveSmallFiles, smallFilesOf } from './prove-small-files.ts';
import { sealedDetail } from './sealed-detail.ts';
import { stagingKeyOf } from './staging-key.ts';

export type RecoverPorts = Pick<
  DockContext,
  'catalog' | 'vault' | 'mover' | 'sealSigner' | 'settings' | 'log'
>;

/**
 * Brings vault and catalogue together after a crash or a failed commit, before a dock begins: a recording that reached
 * its place is catalogued, one that did not is taken from the card again, and interrupted copies are set aside. Run as
 * often as you like; the work of other docks is not touched.
 */
export async function recover(ports: RecoverPorts, actor: Actor, others: Others): Promise<void> {
  for (const intent of await ports.catalog.intents()) {
    if (others.isDocked(intent.dock)) continue;
    await settleIntent(ports, intent, actor).catch((thrown: unknown) =>
      leaveIfCrowded(ports, intent, thrown),
    );
  }
  if (others.isAlone) await ports.vault.setAsideStaging();
  for (const dock of await ports.catalog.unfinishedDocks()) {
    if (others.isDocked(dock.id)) continue;
    const counts = await ports.catalog.countFiles(dock.id);
    const { id, path, recorder, model } = dock;
    const report = {
      dock: id,
      path,
      recorder,
      model,
      result: 'interrupted',
      code: null,
      counts,
      marks: [],
    } as const;
    await ports.catalog.finishDock(report, finishedDraft(report, actor));
    ports.log.warn('dock.interrupted', { dock: id });
  }
}

/** Too many torn copies of one file: that folder waits for a person, everything else goes on. */
function leaveIfCrowded({ log }: RecoverPorts, { recording, folder }: SealIntent, thrown: unknown): void {
  if (!(thrown instanceof SealdockError) || thrown.code !== 'staging-crowded') throw thrown;
  log.error('recover.crowded', { recording, folder });
}

/**
 * One recording that was about to be sealed: catalogued when it is whole at its place, set aside when it is not. One
 * that the catalogue has already is never touched.
 */
export async function settleIntent(ports: RecoverPorts, intent: SealIntent, actor: Actor): Promise<void> {
  const isSealed = (await ports.catalog.recording(intent.recording)) !== null;
  if (!isOwnFolder(intent)) {
    // Somebody wrote into the catalogue: nothing is moved on such a word, and a person is told.
    ports.log.error('recover.foreign-intent', { recording: intent.recording, folder: intent.folder });
    return;
  }
  if (!isSealed && (await ports.vault.has(intent.folder))) {
    const manifest = await completeManifest(ports, intent);
    if (manifest !== null) return await catalogueRecovered(ports, intent, manifest, actor);
    await ports.vault.setAsideUnfinished(intent.folder, stagingKeyOf(intent.cardRecorder, intent.file.path));
  }
  await ports.catalog.dropIntents([intent.recording]);
}

/** An intent speaks of the folder that carries its recording's id, and of no other. */
function isOwnFolder({ recording, folder }: SealIntent): boolean {
  return (
    /^\d{4}\/\d{2}\/\d{2}\/[^/]+\/[^/]+$/.test(folder) &&
    folder.endsWith(`/${recording}`) &&
    !folder.includes('..')
  );
}

async function catalogueRecovered(
  { catalog, vault, log }: RecoverPorts,
  intent: SealIntent,
  manifest: Manifest,
  actor: Actor,
): Promise<void> {
  await vault.confirm(intent.folder);
  const manifestSha256 = sha256Of((await readText(vault, `${intent.folder}/${MANIFEST_NAME}`)) ?? '');
  await catalog.catalogue([
    {
      intent,
      manifest,
      manifestSha256,
      entry: {
        act: 'recording.recovered',
        actor,
        object: { kind: 'recording', id: intent.recording },
        reason: 'sealed before an interruption, catalogued after it',
        before: 'verified',
        after: 'sealed',
        detail: sealedDetail(manifest, manifestSha256, intent.folder),
      },
    },
  ]);
  log.info('recording.recovered', { recording: intent.recording });
}

/** The manifest of a folder that is whole: every file there, the signature ours, the bytes read back from the medium. */
async function completeManifest(ports: RecoverPorts, intent: SealIntent): Promise<Manifest | null> {
  const { vault, mover, sealSigner, settings } = ports;
  const text = await readText(vault, `${intent.folder}/${MANIFEST_NAME}`);
  // One byte more than a signature has: what stands behind it is no part of it.
  const signature = await vault.readSealed(`${intent.folder}/${SIGNATURE_NAME}`, 0, 65);
  const sums = await readText(vault, `${intent.folder}/${SUMS_NAME}`);
  if (text === null || signature === null || !sealSigner.verify(Buffer.from(text), signature)) return null;
  const manifest = parseManifest(text, intent.recording);
  if (sums !== sumsOf(manifest, text, signature)) return null;
  const path = vault.resolve(`${intent.folder}/${manifest.file.sealedAs}`);
  if ((await vault.readSealed(`${intent.folder}/${manifest.file.sealedAs}`, 0, 1)) === null) return null;
  if (manifest.recording !== intent.recording) return null;
  const readBack = await orNull(
    mover.readBack({ path, algorithms: ['sha256'], stallMs: settings.stallMs, signal: NEVER }),
  );
  if (readBack?.digests.sha256 !== manifest.file.sha256 || readBack.sizeBytes !== manifest.file.sizeBytes) {
    return null;
  }
  // What was just read may have come from memory only: after a failed flush the medium may hold something else.
  const small = smallFilesOf(intent.folder, { manifestText: text, signature, sums });
  const proved = await orNull(proveSmallFiles(ports, small).then(() => true));
  return proved === null ? null : manifest;
}

/** Recovering is short, and comes before anything that could be asked to stop. */
const NEVER = new AbortController().signal;

/** What the medium cannot give back is not whole; it is set aside, and the card still has the file. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (thrown) {
    const isLost =
      thrown instanceof SealdockError &&
      (thrown.code === 'vault-read-failed' || thrown.code === 'read-back-differs');
    if (isLost) return null;
    throw thrown;
  }
}

async function readText(vault: RecoverPorts['vault'], path: string): Promise<string | null> {
  const bytes = await vault.readSealed(path, 0, MANIFEST_BYTES_LIMIT);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}
