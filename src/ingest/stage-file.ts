import { SealdockError } from '../evidence/errors.ts';
import type { FoundFile, ReadBack, StagedFile, StagingKey, VerifiedFile } from '../evidence/recording.ts';
import { algorithmsFor, proveReadBack } from '../evidence/recording.ts';
import type { DockContext } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';

type StagePorts = Pick<DockContext, 'mover' | 'vault' | 'settings'>;

/** Copies one file into staging, hashing on the way; flushed when it returns, trusted only once read back. */
export async function stageFile(
  { mover, vault, settings }: StagePorts,
  card: DockedCard,
  found: FoundFile,
  key: StagingKey,
  watch: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<{ staged: StagedFile; path: string }> {
  await checkRoom(vault, settings.minFreeBytes, found);
  const path = await vault.openStaging(key);
  const receipt = await mover.copy({
    cardRoot: card.card.root,
    file: found.file,
    to: path,
    algorithms: algorithmsFor(found, settings.sm3),
    bytesPerSecond: settings.bytesPerSecond,
    stallMs: settings.stallMs,
    ...watch,
  });
  const staged = {
    kind: 'staged',
    found,
    key,
    sizeBytes: receipt.sizeBytes,
    digests: receipt.digests,
  } as const;
  return { staged, path };
}

/**
 * Reads the staged bytes back from the medium and compares.
 * @throws SealdockError `read-back-differs`: what the medium holds is not what came off the card.
 */
export async function verifyStaged(
  { mover, settings }: Pick<DockContext, 'mover' | 'settings'>,
  staged: StagedFile,
  path: string,
  signal: AbortSignal,
): Promise<VerifiedFile> {
  const readBack: ReadBack = await mover.readBack({
    path,
    algorithms: ['sha256'],
    stallMs: settings.stallMs,
    signal,
  });
  return proveReadBack(staged, readBack);
}

/** A full disk stops intake before it is full; nothing is ever removed to make room. */
async function checkRoom(vault: DockContext['vault'], minFreeBytes: number, found: FoundFile): Promise<void> {
  const { freeBytes } = await vault.room();
  if (freeBytes - found.file.sizeBytes >= minFreeBytes) return;
  throw new SealdockError('vault-full', {
    about: vault.root,
    expected: `${minFreeBytes} B free after a file of ${found.file.sizeBytes} B`,
    found: `${freeBytes} B free`,
  });
}
