import type { RecorderNo } from '../evidence/ids.ts';

export interface NumberTally {
  add(number: RecorderNo): void;
  /** The most frequent one, the first in the alphabet among equals; null when none was added. */
  top(): { readonly number: RecorderNo; readonly count: number } | null;
}

/** A card carries one number, or two where it was swapped. A card with thousands was made to fill our memory. */
const NUMBERS_KEPT = 64;

/**
 * Counts in constant memory (Misra and Gries, 1982): any number in more than one of 65 names stays. Counts are exact
 * as long as no more than 64 different numbers come by, and too low afterwards.
 */
export function tallyNumbers(): NumberTally {
  const counts = new Map<RecorderNo, number>();
  return {
    add: (number) => {
      const count = counts.get(number);
      if (count !== undefined || counts.size < NUMBERS_KEPT) counts.set(number, (count ?? 0) + 1);
      else lowerAll(counts);
    },
    top: () => {
      const [best] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
      return best === undefined ? null : { number: best[0], count: best[1] };
    },
  };
}

function lowerAll(counts: Map<RecorderNo, number>): void {
  for (const [number, count] of counts) {
    if (count === 1) counts.delete(number);
    else counts.set(number, count - 1);
  }
}
