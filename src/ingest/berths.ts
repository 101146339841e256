import { SealdockError } from '../evidence/errors.ts';
import { type DockId, type RecorderNo, recorderKeyOf } from '../evidence/ids.ts';
import { LostCalls } from './lost-calls.ts';
import { Precedence } from './precedence.ts';
import { PromisedRoom } from './promised-room.ts';
import { RecordingClaims } from './recording-claims.ts';

/** Docks at the same time; more than any station has ports. */
export const DOCKS_AT_ONCE_LIMIT = 64;

/** Who else is docked while a dock recovers. */
export interface Others {
  isDocked(dock: DockId): boolean;
  readonly isAlone: boolean;
}

/** At the start of a process nobody is. */
export const NOBODY_ELSE: Others = { isDocked: () => false, isAlone: true };

/**
 * Who is docked in this process. Cards that claim the same recorder take turns, so that one file's staging place
 * never has two writers; and what a crash left is told from work in progress.
 */
export class Berths {
  /** All of them share the vault's disk. */
  readonly room = new PromisedRoom();
  readonly claims = new RecordingClaims();
  readonly lost = new LostCalls();
  readonly precedence = new Precedence();
  readonly #turns = new Map<string, Turn>();
  readonly #docked = new Set<DockId>();
  #entered = 0;
  #recovering: Promise<void> = Promise.resolve();

  /**
   * Takes a place at the dock, after what earlier docks left behind has been recovered: one dock at a time does that,
   * and it is told what is work in progress.
   * @returns how to leave.
   */
  async enter(dock: DockId, recover: (others: Others) => Promise<void>): Promise<() => void> {
    if (this.#entered >= DOCKS_AT_ONCE_LIMIT) {
      throw new SealdockError('busy', { about: 'docks', expected: `at most ${DOCKS_AT_ONCE_LIMIT} at once` });
    }
    this.#entered += 1;
    const mine = this.#recovering.then(async () => {
      await recover({ isDocked: (other) => this.#docked.has(other), isAlone: this.#docked.size === 0 });
      this.#docked.add(dock);
    });
    // Whoever enters next tries anew; this failure is told to whom it belongs.
    this.#recovering = mine.catch(() => {});
    try {
      await mine;
    } catch (thrown) {
      this.#entered -= 1;
      throw thrown;
    }
    return () => {
      this.#docked.delete(dock);
      this.#entered -= 1;
    };
  }

  /**
   * Waits until no other card of this recorder is being taken. `twice` tells that there was one; the visit before a
   * quick replug is none, when it was still noticing that its medium is gone.
   */
  async takeTurn(
    recorder: RecorderNo,
    signal: AbortSignal,
  ): Promise<{ twice: boolean; release: () => void }> {
    const key = recorderKeyOf(recorder);
    const before = this.#turns.get(key);
    const { promise: mine, resolve: release } = Promise.withResolvers<void>();
    const over = (before?.over ?? Promise.resolve()).then(() => mine);
    // Whoever gave up waiting does not hide the one that it waited for.
    const isReal = () => !signal.aborted || (before?.isReal() ?? false);
    const turn: Turn = { over, isReal };
    this.#turns.set(key, turn);
    void over.then(() => {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    });
    if (before !== undefined) {
      try {
        await abortable(before.over, signal);
      } catch (thrown) {
        release();
        throw thrown;
      }
    }
    return { twice: before?.isReal() ?? false, release };
  }
}

/** One card of a recorder being taken: until when, and whether it, or one before it, was there to be taken at all. */
interface Turn {
  readonly over: Promise<void>;
  readonly isReal: () => boolean;
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
