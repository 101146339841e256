/** Files that an ordinary card has on their way at once while a priority card is being taken: it never stands still. */
export const YIELDING_FILES = 1;

/**
 * Who goes first when cards compete for threads and disk. While the card of a priority slot is being taken, every other
 * one is read one file at a time, and it keeps all of its lanes; nobody waits for more than the file before. Within a
 * card, the files that the recorder marked as important are first in its list already.
 */
export class Precedence {
  #priorityCards = 0;
  readonly #yielding = new Set<() => void>();

  /**
   * @param files of this card at once when nobody goes before it.
   * @param onMore called when it may have more of them on their way again.
   */
  enter(card: { readonly isPriority: boolean; readonly files: number; readonly onMore: () => void }) {
    if (card.isPriority) this.#priorityCards += 1;
    else this.#yielding.add(card.onMore);
    return {
      /** Files of this card that may be read at the same time now. */
      filesNow: (): number =>
        card.isPriority || this.#priorityCards === 0 ? card.files : Math.min(YIELDING_FILES, card.files),
      leave: (): void => {
        this.#yielding.delete(card.onMore);
        if (!card.isPriority) return;
        this.#priorityCards -= 1;
        if (this.#priorityCards === 0) for (const onMore of this.#yielding) onMore();
      },
    };
  }
}
