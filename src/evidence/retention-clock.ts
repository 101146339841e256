/**
 * Three readings for every entry: what the wall clock said, how long this boot had lasted, and the retention clock,
 * which no later decision lets run ahead of the evidence (TRUST 2.4). All in milliseconds; anyone can recompute
 * `retention` from the entries alone.
 */
export interface RetentionClock {
  readonly wallMs: number;
  readonly boot: string;
  readonly monotonicMs: number;
  readonly retentionMs: number;
}

export interface ClockReading {
  readonly wallMs: number;
  readonly boot: string;
  readonly monotonicMs: number;
}

/** A wall clock that NTP slews may run ahead of the monotonic one by this much between two entries. */
const SLACK_MS = 5_000;

/**
 * The next reading. Within one boot it advances with the monotonic clock at most; a wall clock set back makes it
 * stand still. Across boots only the wall clock can tell how long the machine was off.
 */
export function advanceRetentionClock(last: RetentionClock | null, now: ClockReading): RetentionClock {
  if (last === null) return { ...now, retentionMs: now.wallMs };
  const sameBoot = last.boot === now.boot && now.monotonicMs >= last.monotonicMs;
  const ceiling = sameBoot
    ? last.retentionMs + (now.monotonicMs - last.monotonicMs) + SLACK_MS
    : Number.POSITIVE_INFINITY;
  return { ...now, retentionMs: Math.max(last.retentionMs, Math.min(now.wallMs, ceiling)) };
}

/** A person has confirmed this reading: the retention clock is set by it, back as well, and goes on from there. */
export function confirmRetentionClock(now: ClockReading): RetentionClock {
  return { ...now, retentionMs: now.wallMs };
}

/**
 * The time by which something is due: behind whichever clock is behind, so that neither of them can bring a day
 * nearer. In milliseconds.
 */
export function retentionNowMs(last: RetentionClock | null, now: ClockReading): number {
  return Math.min(now.wallMs, advanceRetentionClock(last, now).retentionMs);
}
