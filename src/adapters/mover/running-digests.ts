import { createHash, type Hash } from 'node:crypto';
import type { DigestAlgorithm, Digests, Sha256 } from '../../evidence/digest.ts';

/** Digests of bytes that come in order. SHA-256 is always among them. */
export class RunningDigests {
  readonly #hashes: ReadonlyMap<DigestAlgorithm, Hash>;

  constructor(algorithms: readonly DigestAlgorithm[]) {
    const wanted = new Set<DigestAlgorithm>(['sha256', ...algorithms]);
    this.#hashes = new Map([...wanted].map((algorithm) => [algorithm, createHash(algorithm)]));
  }

  update(bytes: Uint8Array): void {
    for (const hash of this.#hashes.values()) hash.update(bytes);
  }

  finish(): Digests {
    const hex = Object.fromEntries([...this.#hashes].map(([name, hash]) => [name, hash.digest('hex')]));
    const { sha256, ...others } = hex;
    return { sha256: sha256 as Sha256, ...others };
  }
}
