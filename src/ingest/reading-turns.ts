/** How many files of one card are read at the same time; the others of its lanes verify, sign and wait. */
export interface ReadingTurns {
  /** Runs the read when it is its turn. */
  run<T>(read: () => Promise<T>): Promise<T>;
  /** The limit may have risen: whoever waits is looked at again. */
  wake(): void;
}

/** @param atOnce the limit as it stands now; reads under way are not ended when it falls. */
export function openReadingTurns(atOnce: () => number): ReadingTurns {
  const waiting: (() => void)[] = [];
  let reading = 0;
  const wake = (): void => {
    while (waiting.length > 0 && reading < atOnce()) {
      reading += 1;
      waiting.shift()?.();
    }
  };
  return {
    wake,
    run: async (read) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        wake();
      });
      try {
        return await read();
      } finally {
        reading -= 1;
        wake();
      }
    },
  };
}
