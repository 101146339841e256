import type { CardFile } from '../evidence/recording.ts';
import type { Card } from '../ports/card.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { Vault } from '../ports/vault.ts';

/** Compared at the beginning and at the end of a file whose name, size and time are known already. */
export const COMPARED_BYTES = 65_536;

/**
 * Is this the file that was sealed at an earlier dock? Recorder, path, size and time are the same already; its first
 * and last 64 KiB are compared with the sealed copy, so that a reused name with a reset clock is not mistaken.
 * Clearing a recorder asks for more: there the whole file is hashed again.
 */
export async function isSealedAlready(
  card: Pick<Card, 'readRange'>,
  vault: Pick<Vault, 'readSealed'>,
  file: CardFile,
  recording: CataloguedRecording,
): Promise<boolean> {
  if (recording.manifest.file.sizeBytes !== file.sizeBytes) return false;
  const path = `${recording.folder}/${recording.manifest.file.sealedAs}`;
  const tail = Math.max(0, file.sizeBytes - COMPARED_BYTES);
  for (const offset of tail === 0 ? [0] : [0, tail]) {
    const onCard = await card.readRange(file.path, offset, COMPARED_BYTES);
    const inVault = await vault.readSealed(path, offset, COMPARED_BYTES);
    if (inVault === null || !Buffer.from(onCard).equals(inVault)) return false;
  }
  return true;
}
