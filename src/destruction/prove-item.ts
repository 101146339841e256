import { createHash } from 'node:crypto';
import { type BatchItem, EDGE_BYTES } from '../evidence/destruction.ts';
import type { Sha256 } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import { sealedFilesOf } from '../evidence/manifest.ts';
import type { CataloguedRecording } from '../ports/catalog.ts';
import type { DestructionContext } from './destruction-context.ts';

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
  { catalog, vault, mover, stallMs }: Pick<DestructionContext, 'catalog' | 'vault' | 'mover' | 'stallMs'>,
  { recording: id, sha256, sizeBytes }: Pick<BatchItem, 'recording' | 'sha256' | 'sizeBytes'>,
  signal: AbortSignal,
): Promise<ProvedItem> {
  const recording = await catalog.recording(id);
  if (recording === null) throw new SealdockError('recording-unknown', { about: id });
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
  const edgesSha256 = await edgesOf(sizeBytes, (offset, length) => vault.readSealed(path, offset, length));
  return { recording, files, edgesSha256 };
}

/** SHA-256 of the first and the last 64 KiB; of all of it where it is shorter than one of them. */
export async function edgesOf(
  sizeBytes: number,
  read: (offset: number, length: number) => Promise<Uint8Array | null>,
): Promise<Sha256> {
  const hash = createHash('sha256');
  const tail = Math.max(0, sizeBytes - EDGE_BYTES);
  for (const offset of tail === 0 ? [0] : [0, tail]) {
    const bytes = await read(offset, EDGE_BYTES);
    if (bytes === null) throw new SealdockError('sealed-differs', { expected: 'bytes', found: 'none' });
    hash.update(bytes);
  }
  return hash.digest('hex') as Sha256;
}
