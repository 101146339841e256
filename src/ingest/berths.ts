import { SealdockError } from '../evidence/errors.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import { PromisedRoom } from './promised-room.ts';

/** Docks at the same time; more than any station has ports. */
export const DOCKS_AT_ONCE_LIMIT = 64;

/**
 * Who is docked in this process. Cards that claim the same recorder take turns, so that one file's staging place
 * never has two writers; and only while nobody is docked may leftovers of a crash be told from work in progress.
 */
export class Berths {
  /** All of them share the vault's disk. */
  readonly room = new PromisedRoom();
  readonly #turns = new Map<RecorderNo, Promise<void>>();
  #docked = 0;
  #recovering: Promise<void> | null = null;

  /**
   * Takes a place at the dock. The first one in recovers what an earlier dock left; the others wait for that.
   * @returns how to leave.
   */
  async enter(recover: () => Promise<void>): Promise<() => void> {
    if (this.#docked >= DOCKS_AT_ONCE_LIMIT) {
      throw new SealdockError('busy', { about: 'docks', expected: `at most ${DOCKS_AT_ONCE_LIMIT} at once` });
    }
    if (this.#docked === 0) this.#recovering = recover();
    this.#docked += 1;
    const leave = () => {
      this.#docked -= 1;
    };
    try {
      await this.#recovering;
      return leave;
    } catch (thrown) {
      leave();
      throw thrown;
    }
  }

  /** Waits until no other card of this recorder is being taken. `twice` tells that there was one. */
  async takeTurn(
    recorder: RecorderNo,
    signal: AbortSignal,
  ): Promise<{ twice: boolean; release: () => void }> {
    const before = this.#turns.get(recorder);
    let release = () => {};
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    const chained = (before ?? Promise.resolve()).then(() => mine);
    this.#turns.set(recorder, chained);
    void chained.then(() => {
      if (this.#turns.get(recorder) === chained) this.#turns.delete(recorder);
    });
    if (before !== undefined) {
      try {
        await abortable(before, signal);
      } catch (thrown) {
        release();
        throw thrown;
      }
    }
    return { twice: before !== undefined, release };
  }
}

function abortable(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new SealdockError('interrupted'));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    void waiting.then(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
  });
}
