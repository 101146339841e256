import { SealdockError } from '../evidence/errors.ts';

/**
 * Calls that one card may hold for ever. Each sits on one of the 12 threads of `bin/sealdock` until the kernel lets it
 * go, and nothing can take it back: a card with so many of them is asked nothing more, in this dock and the next, until
 * one has come back. The other cards and the vault need the threads that are left.
 */
const LOST_CALLS_LIMIT = 2;

export interface CallBounds {
  readonly stallMs: number;
  readonly signal: AbortSignal;
}

/** Ends the waiting for calls to sick media; the calls themselves cannot be ended. */
export class LostCalls {
  readonly #hanging = new Map<string, number>();

  /**
   * What the call answers, or an end of the waiting for it.
   * @param place names the medium: its lost calls are counted together.
   * @throws SealdockError `card-stalled` when it has no answer in time, or when too many calls to this place hang
   * already; the signal's reason when that is aborted first.
   */
  async bound<T>(
    place: string,
    about: string,
    { stallMs, signal }: CallBounds,
    call: () => Promise<T>,
  ): Promise<T> {
    if (this.hangingAt(place) >= LOST_CALLS_LIMIT) {
      throw new SealdockError('card-stalled', { about, found: 'earlier calls to it still hang' });
    }
    if (signal.aborted) throw reasonOf(signal);
    const answer = call();
    let giveUp = (_: unknown) => {};
    const ended = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    let isAnswered = false;
    const settled = answer.then(
      () => {},
      () => {},
    );
    const timer = setTimeout(
      () => giveUp(new SealdockError('card-stalled', { about, found: `no answer for ${stallMs} ms` })),
      stallMs,
    );
    const stop = () => giveUp(reasonOf(signal));
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await Promise.race([answer.finally(() => (isAnswered = true)), ended]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      if (!isAnswered) this.#lose(place, settled);
    }
  }

  hangingAt(place: string): number {
    return this.#hanging.get(place) ?? 0;
  }

  #lose(place: string, settled: Promise<void>): void {
    this.#hanging.set(place, this.hangingAt(place) + 1);
    void settled.then(() => {
      const left = this.hangingAt(place) - 1;
      if (left > 0) this.#hanging.set(place, left);
      else this.#hanging.delete(place);
    });
  }
}

/** Whoever ends a dock may say why; a plain abort is an interruption. */
export function reasonOf(signal: AbortSignal): SealdockError {
  return signal.reason instanceof SealdockError ? signal.reason : new SealdockError('interrupted');
}
