import { type Sha256, sha256Of } from '../evidence/digest.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { DescribedRecording } from '../evidence/recording.ts';
import { MANIFEST_NAME, SIGNATURE_NAME, SUMS_NAME } from '../evidence/vault-path.ts';
import type { DockContext } from './dock-context.ts';

/** A small file of a sealed folder, and what it was written with. */
export interface SmallFile {
  /** Below the vault's root. */
  readonly path: string;
  readonly sha256: Sha256;
}

/** What stands beside a recording's bytes. */
export function smallFilesOf(
  folder: string,
  { manifestText, signature, sums }: Pick<DescribedRecording, 'manifestText' | 'signature' | 'sums'>,
): readonly SmallFile[] {
  return [
    { path: `${folder}/${MANIFEST_NAME}`, sha256: sha256Of(manifestText) },
    { path: `${folder}/${SIGNATURE_NAME}`, sha256: sha256Of(signature) },
    { path: `${folder}/${SUMS_NAME}`, sha256: sha256Of(sums) },
  ];
}

/**
 * Reads them back from the medium, as the recording itself was: a flush can succeed although pages were lost, because
 * the kernel tells that once, to whoever asks first (measured: a second flush of the same disk heard nothing).
 * @throws SealdockError `read-back-differs` for the first that is not on the medium as it was written.
 */
export async function proveSmallFiles(
  { mover, vault, settings }: Pick<DockContext, 'mover' | 'vault' | 'settings'>,
  files: readonly SmallFile[],
): Promise<void> {
  if (files.length === 0) return;
  const receipts = await mover.readBackAll({
    paths: files.map(({ path }) => vault.resolve(path)),
    algorithms: ['sha256'],
    stallMs: settings.stallMs,
    signal: new AbortController().signal,
  });
  for (const [at, { path, sha256 }] of files.entries()) {
    const found = receipts[at]?.digests.sha256;
    if (found === sha256) continue;
    throw new SealdockError('read-back-differs', {
      about: path,
      expected: sha256,
      found: found ?? 'nothing',
    });
  }
}
