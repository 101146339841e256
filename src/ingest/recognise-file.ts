import type { CardFile, StagingKey } from '../evidence/recording.ts';
import { type Card, RANGE_BYTES_LIMIT } from '../ports/card.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { Vault } from '../ports/vault.ts';
import { readSealedBytes } from './sealed-bytes.ts';

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
  const tail = Math.max(0, file.sizeBytes - COMPARED_BYTES);
  for (const offset of tail === 0 ? [0] : [0, tail]) {
    const onCard = await card.readRange(file.path, offset, COMPARED_BYTES);
    // One byte more at the end, so that a sealed copy that became longer is seen.
    const length = offset === tail ? COMPARED_BYTES + 1 : COMPARED_BYTES;
    const inVault = await readSealedBytes(vault, recording, offset, length);
    if (inVault === null || !Buffer.from(onCard).equals(inVault)) return false;
  }
  return true;
}

/** Is what was just staged, byte for byte and to the end, what lies sealed? */
export async function isStagedCopySealed(
  vault: Pick<Vault, 'readStaged' | 'readSealed'>,
  key: StagingKey,
  recording: CataloguedRecording,
): Promise<boolean> {
  // The last range is never full: it shows that both end in the same place.
  for (let offset = 0; offset <= recording.manifest.file.sizeBytes; offset += RANGE_BYTES_LIMIT) {
    const staged = await vault.readStaged(key, offset, RANGE_BYTES_LIMIT);
    const sealed = await readSealedBytes(vault, recording, offset, RANGE_BYTES_LIMIT);
    if (sealed === null || !Buffer.from(staged).equals(sealed)) return false;
  }
  return true;
}
