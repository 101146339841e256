import { SealdockError } from '../evidence/errors.ts';
import type { Vault } from '../ports/vault.ts';

export interface RoomPromise {
  /** So many of the bytes lie on the disk now: they count as used there, and no longer as promised. */
  written(bytes: number): void;
  /** The copy has ended, in whatever way. */
  end(): void;
}

/**
 * Room that copies on their way will still take, over all cards of this process: four lanes of eight cards would
 * otherwise each find the same room free. Nothing is ever removed to make room (DESIGN 5, invariant 9).
 */
export class PromisedRoom {
  #promisedBytes = 0;

  /** @throws SealdockError `vault-full` when less than `minFreeBytes` would stay free. */
  async promise(
    vault: Pick<Vault, 'room' | 'root'>,
    minFreeBytes: number,
    sizeBytes: number,
  ): Promise<RoomPromise> {
    const { freeBytes, totalBytes } = await vault.room();
    // A broken directory entry may claim terabytes: that file is named, and the others go on.
    if (sizeBytes > totalBytes) {
      throw new SealdockError('card-file-too-large', {
        expected: `at most ${totalBytes} B`,
        found: `${sizeBytes} B`,
      });
    }
    if (freeBytes - this.#promisedBytes - sizeBytes < minFreeBytes) {
      throw new SealdockError('vault-full', {
        about: vault.root,
        expected: `${minFreeBytes} B free after a file of ${sizeBytes} B`,
        found: `${freeBytes} B free, ${this.#promisedBytes} B of them for files on their way`,
      });
    }
    let leftBytes = sizeBytes;
    this.#promisedBytes += sizeBytes;
    const take = (bytes: number) => {
      const taken = Math.min(bytes, leftBytes);
      leftBytes -= taken;
      this.#promisedBytes -= taken;
    };
    return { written: take, end: () => take(leftBytes) };
  }
}
