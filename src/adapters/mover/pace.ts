/** A bucket may save up this much: a card that was slow for a moment does not then burst. */
const SAVED_MS_LIMIT = 250;
/** One wait at most; the job looks up in between, to see whether it is cancelled. */
const WAIT_MS_LIMIT = 250;

/** A token bucket that holds bytes. */
export class Pace {
  readonly #bytesPerMs: number;
  #tokens = 0;
  #filledAtMs: number;

  constructor(bytesPerSecond: number | null, nowMs: number) {
    this.#bytesPerMs = bytesPerSecond === null ? Number.POSITIVE_INFINITY : bytesPerSecond / 1000;
    this.#filledAtMs = nowMs;
  }

  spend(bytes: number): void {
    if (this.#bytesPerMs !== Number.POSITIVE_INFINITY) this.#tokens -= bytes;
  }

  /** How long to wait before the next bytes, in milliseconds; 0 for not at all. */
  waitMs(nowMs: number): number {
    if (this.#bytesPerMs === Number.POSITIVE_INFINITY) return 0;
    const earned = (nowMs - this.#filledAtMs) * this.#bytesPerMs;
    this.#tokens = Math.min(this.#tokens + earned, SAVED_MS_LIMIT * this.#bytesPerMs);
    this.#filledAtMs = nowMs;
    return this.#tokens >= 0 ? 0 : Math.min(-this.#tokens / this.#bytesPerMs, WAIT_MS_LIMIT);
  }
}
