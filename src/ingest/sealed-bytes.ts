import { SealdockError } from '../evidence/errors.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { Vault } from '../ports/vault.ts';

/**
 * A range of a recording's sealed file; null when it is missing or cannot be read. What cannot be read proves
 * nothing: a card's file is then not known, and a copy in staging is not released.
 */
export async function readSealedBytes(
  vault: Pick<Vault, 'readSealed'>,
  { folder, manifest }: Pick<CataloguedRecording, 'folder' | 'manifest'>,
  offset: number,
  length: number,
): Promise<Uint8Array | null> {
  try {
    return await vault.readSealed(`${folder}/${manifest.file.sealedAs}`, offset, length);
  } catch (thrown) {
    if (thrown instanceof SealdockError && thrown.code === 'vault-read-failed') return null;
    throw thrown;
  }
}
