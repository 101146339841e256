/** How many files of one card are read at the same time; the others of its lanes verify, sign and wait. */
export interface ReadingTurns {
  /** Runs the read when it is its turn. */
  run<T>(read: () => Promise<T>): Promise<T>;
}

export function openReadingTurns(atOnce: number): ReadingTurns {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  return {
    run: async (read) => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await read();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
