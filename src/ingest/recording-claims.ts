import type { RecordingId } from '../evidence/ids.ts';

/**
 * Which recordings are being sealed in this process, over all docks: two cards may hold the same file, and two lanes
 * must not both bring it to the same place.
 */
export class RecordingClaims {
  readonly #claimed = new Map<RecordingId, PromiseWithResolvers<void>>();

  /** Null when it is ours to seal now; otherwise a promise that ends when whoever has it is done, well or not. */
  claim(id: RecordingId): Promise<void> | null {
    const other = this.#claimed.get(id);
    if (other !== undefined) return other.promise;
    this.#claimed.set(id, Promise.withResolvers<void>());
    return null;
  }

  end(id: RecordingId): void {
    this.#claimed.get(id)?.resolve();
    this.#claimed.delete(id);
  }
}
