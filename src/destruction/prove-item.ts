import type { BatchItem } from '../evidence/destruction.ts';
import type { Sha256 } from '../evidence/digest.ts';
import { edgesDigestOf } from '../evidence/edges-digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { sealedFilesOf } from '../evidence/manifest.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { DestructionContext } from './destruction-context.ts';

type Proving = Pick<DestructionContext, 'vault' | 'mover' | 'stallMs'>;
/** What was approved. */
type Expected = Pick<BatchItem, 'sha256' | 'sizeBytes'>;

export interface ProvedItem {
  readonly recording: CataloguedRecording;
  readonly files: readonly string[];
  readonly edgesSha256: Sha256;
}

/**
 * What lies in the vault is what was approved, byte for byte, read back from the medium (TRUST 2.3, 17).
 * @throws SealdockError `recording-unknown`; `sealed-differs` for what is missing or different; `vault-read-failed` when
 * the medium does not give it; `interrupted`.
 */
export async function proveItem(
  context: Proving & Pick<DestructionContext, 'catalog'>,
  item: Expected & Pick<BatchItem, 'recording'>,
  signal: AbortSignal,
): Promise<ProvedItem> {
  const recording = await context.catalog.recording(item.recording);
  if (recording === null) throw new SealdockError('recording-unknown', { about: item.recording });
  return proveSealed(context, recording, item, signal);
}

/** The same of a row that is at hand. @throws SealdockError as above. */
export async function proveSealed(
  { vault, mover, stallMs }: Proving,
  recording: CataloguedRecording,
  { sha256, sizeBytes }: Expected,
  signal: AbortSignal,
): Promise<ProvedItem> {
  const { folder, manifest } = recording;
  const files = sealedFilesOf(manifest);
  await vault.checkFolder(folder, files, { isPart: false });
  const path = `${folder}/${manifest.file.sealedAs}`;
  const found = await mover.readBack({
    path: vault.resolve(path),
    algorithms: ['sha256'],
    stallMs,
    signal,
  });
  const isSame = found.digests.sha256 === sha256 && found.sizeBytes === sizeBytes;
  if (!isSame || manifest.file.sha256 !== sha256) {
    throw new SealdockError('sealed-differs', {
      about: path,
      expected: `${sizeBytes} B, ${sha256}`,
      found: `${found.sizeBytes} B, ${found.digests.sha256}`,
    });
  }
  const edgesSha256 = await edgesDigestOf(sizeBytes, async (offset, length) => {
    const bytes = await vault.readSealed(path, offset, length);
    if (bytes === null)
      throw new SealdockError('sealed-differs', { about: path, expected: 'bytes', found: 'none' });
    return bytes;
  });
  return { recording, files, edgesSha256 };
}
