import { createHash } from 'node:crypto';
import type { Brand } from './brand.ts';

/** SHA-256 as 64 lower-case hex characters. */
export type Sha256 = Brand<string, 'Sha256'>;

/** `md5` only to compare with what a recorder wrote beside its file; it proves nothing by itself. */
export type DigestAlgorithm = 'sha256' | 'sm3' | 'md5';

/** Digests in hex; `sha256` is always there. */
export interface Digests {
  readonly sha256: Sha256;
  readonly sm3?: string;
  readonly md5?: string;
}

export function sha256Of(bytes: Uint8Array | string): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

export function parseSha256(text: string): Sha256 | null {
  return /^[0-9a-f]{64}$/.test(text) ? (text as Sha256) : null;
}
