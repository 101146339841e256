import { SealdockError } from '../evidence/errors.ts';
import type { Clock } from '../ports/clock.ts';

/** How many files of one card are read at the same time; the others of its lanes verify, sign and wait. */
export interface ReadingTurns {
  /** Runs the read when it is its turn. @throws SealdockError `interrupted` when `signal` ends the waiting. */
  run<T>(sizeBytes: number, signal: AbortSignal, read: () => Promise<T>): Promise<T>;
}

/**
 * Under a rate limit one file has all of it, and its turn lasts as long as its bytes may take: the mover keeps to the
 * rate within a file, and a thousand small files are read at it too. A read that failed owes nothing.
 * @param bytesPerSecond of the card; null for no limit.
 */
export function openReadingTurns(clock: Clock, atOnce: number, bytesPerSecond: number | null): ReadingTurns {
  const waiting = new Set<() => void>();
  let free = bytesPerSecond === null ? atOnce : 1;
  const pass = () => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else next();
  };
  const myTurn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (end: () => void) => () => {
        waiting.delete(begin);
        signal.removeEventListener('abort', leave);
        end();
      };
      const begin = settle(resolve);
      const leave = settle(() => reject(new SealdockError('interrupted')));
      waiting.add(begin);
      signal.addEventListener('abort', leave, { once: true });
    });
  const owedMs = (sizeBytes: number, tookMs: number): number =>
    bytesPerSecond === null ? 0 : (sizeBytes / bytesPerSecond) * 1_000 - tookMs;

  return {
    run: async (sizeBytes, signal, read) => {
      if (signal.aborted) throw new SealdockError('interrupted');
      if (free > 0) free -= 1;
      else await myTurn(signal);
      const startedMs = clock.read().monotonicMs;
      let waitMs = 0;
      try {
        const result = await read();
        waitMs = owedMs(sizeBytes, clock.read().monotonicMs - startedMs);
        return result;
      } finally {
        if (waitMs > 0) setTimeout(pass, waitMs);
        else pass();
      }
    },
  };
}
