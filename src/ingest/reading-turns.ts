import type { Clock } from '../ports/clock.ts';

/** How many files of one card are read at the same time; the others of its lanes verify, sign and wait. */
export interface ReadingTurns {
  /** Runs the read when it is its turn. */
  run<T>(sizeBytes: number, read: () => Promise<T>): Promise<T>;
}

/**
 * Under a rate limit one file has all of it, and its turn lasts as long as its bytes may take: the mover keeps to the
 * rate within a file, and a thousand small files are read at it too.
 * @param bytesPerSecond of the card; null for no limit.
 */
export function openReadingTurns(clock: Clock, atOnce: number, bytesPerSecond: number | null): ReadingTurns {
  const waiting: (() => void)[] = [];
  let free = bytesPerSecond === null ? atOnce : 1;
  const pass = () => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return {
    run: async (sizeBytes, read) => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      const startedMs = clock.read().monotonicMs;
      try {
        return await read();
      } finally {
        const tookMs = clock.read().monotonicMs - startedMs;
        const owedMs = bytesPerSecond === null ? 0 : (sizeBytes / bytesPerSecond) * 1_000 - tookMs;
        if (owedMs > 0) setTimeout(pass, owedMs);
        else pass();
      }
    },
  };
}
