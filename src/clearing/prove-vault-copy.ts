import { sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { MANIFEST_BYTES_LIMIT } from '../evidence/manifest.ts';
import { MANIFEST_NAME } from '../evidence/vault-path.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { ClearContext } from './clear-context.ts';
import type { VaultCopy } from './decide-clearing.ts';

/**
 * Is the sealed copy there and whole, now? Read back in full and from the medium, although it was read back when it was
 * sealed: after the card's file goes it is the only one.
 */
export async function proveVaultCopy(
  { vault, mover, settings }: Pick<ClearContext, 'vault' | 'mover' | 'settings'>,
  { folder, manifest, manifestSha256 }: CataloguedRecording,
  signal: AbortSignal,
): Promise<VaultCopy> {
  try {
    const text = await vault.readSealed(`${folder}/${MANIFEST_NAME}`, 0, MANIFEST_BYTES_LIMIT);
    if (text === null || sha256Of(text) !== manifestSha256) return 'differs';
    const path = vault.resolve(`${folder}/${manifest.file.sealedAs}`);
    const job = { path, algorithms: ['sha256'], stallMs: settings.stallMs, signal } as const;
    const { sizeBytes, digests, from } = await mover.readBack(job);
    const isSame = sizeBytes === manifest.file.sizeBytes && digests.sha256 === manifest.file.sha256;
    if (!isSame) return 'differs';
    return from === 'medium' ? 'whole' : 'unproved';
  } catch (thrown) {
    if (thrown instanceof SealdockError && thrown.code === 'vault-read-failed') return 'differs';
    throw thrown;
  }
}
