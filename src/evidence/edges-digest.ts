import { createHash } from 'node:crypto';
import { EDGE_BYTES } from './destruction.ts';
import type { Sha256 } from './digest.ts';

/** SHA-256 of the first and the last 64 KiB of a file; of all of it where it is shorter than one of them. */
export async function edgesDigestOf(
  sizeBytes: number,
  read: (offset: number, length: number) => Promise<Uint8Array>,
): Promise<Sha256> {
  const hash = createHash('sha256');
  const tail = Math.max(0, sizeBytes - EDGE_BYTES);
  for (const offset of tail === 0 ? [0] : [0, tail]) hash.update(await read(offset, EDGE_BYTES));
  return hash.digest('hex') as Sha256;
}
