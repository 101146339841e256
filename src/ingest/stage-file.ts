import type { FoundFile, ReadBack, StagedFile, StagingKey, VerifiedFile } from '../evidence/recording.ts';
import { algorithmsFor, proveReadBack } from '../evidence/recording.ts';
import type { FileEdges } from '../ports/mover.ts';
import type { DockContext } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';

type StagePorts = Pick<DockContext, 'mover' | 'vault' | 'settings' | 'berths'>;

/** Copies one file into staging, hashing on the way; flushed when it returns, trusted only once read back. */
export async function stageFile(
  { mover, vault, settings, berths }: StagePorts,
  card: DockedCard,
  found: FoundFile,
  key: StagingKey,
  watch: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<{ staged: StagedFile; path: string; edges: FileEdges }> {
  const room = await berths.room.promise(vault, settings.minFreeBytes, found.file.sizeBytes);
  try {
    const path = await vault.openStaging(key);
    const { sizeBytes, digests, edges } = await mover.copy({
      cardRoot: card.card.root,
      file: found.file,
      to: path,
      algorithms: algorithmsFor(found, settings.sm3),
      bytesPerSecond: settings.bytesPerSecond,
      stallMs: settings.stallMs,
      signal: watch.signal,
      onBytes: (bytes) => {
        room.written(bytes);
        watch.onBytes(bytes);
      },
    });
    return { staged: { kind: 'staged', found, key, sizeBytes, digests }, path, edges };
  } finally {
    room.end();
  }
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
