import type { ClearMedium, ClearOrder, ClearResult } from '../evidence/clear-order.ts';
import type { ClearId } from '../evidence/clearing.ts';

export type ClearAnswer =
  | { readonly kind: 'none' }
  /** The privileged program is at work on it, in this boot: the card may be mounted for writing. */
  | { readonly kind: 'begun' }
  /** Something lies where the result should be: not by the privileged program, or no result. */
  | { readonly kind: 'bad'; readonly why: string }
  | { readonly kind: 'result'; readonly result: ClearResult };

/**
 * Has the originals of sealed files removed from a card. This is no part of `Card`, and no dock has it: an order is
 * laid down, and a privileged program (`systemd/sealdock-clear`) that checks everything once more carries it out.
 * Errors: `vault-write-failed`, `vault-full` for the order's own file.
 */
export interface CardCleaner {
  /** The medium that is mounted exactly here; null for a plain folder and for what is no block device. */
  mediumAt(path: string): Promise<ClearMedium | null>;
  /** Lays the order down, whole and durable. After an error it may lie there all the same: `takeBack` tells. */
  submit(order: ClearOrder): Promise<void>;
  /**
   * Waits for the answer, at most so long; the time in which a card is being cleared, this one or another, does not
   * count, up to a day.
   * @returns `none` when nobody has begun it in time, `begun` after that day, or what `look` tells once aborted.
   */
  answerTo(id: ClearId, timeoutMs: number, signal: AbortSignal): Promise<ClearAnswer>;
  /** What lies there as the answer now. */
  look(id: ClearId): Promise<ClearAnswer>;
  /** Orders whose answers lie there. */
  answered(): Promise<readonly ClearId[]>;
  /** Takes the order back, unless it was begun. @returns `none` when nobody can ever begin it any more. */
  takeBack(id: ClearId): Promise<ClearAnswer>;
  /** Removes the answer: the catalogue has it. */
  settle(id: ClearId): Promise<void>;
}
