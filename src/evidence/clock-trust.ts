import type { ClockReading } from './retention-clock.ts';
import { type UtcTime, utcOf } from './time.ts';

/**
 * Why the station's clock is not believed (TRUST 2.4). Each of them stops sweeps and destruction until a person has
 * looked at a calendar; nothing else waits for it.
 */
export const CLOCK_DOUBTS = [
  'went-back', // the wall clock shows an earlier time than it did
  'leapt', // within one boot it ran further ahead than that boot has lasted
  'long-off', // it says that the machine was off for very long, and nobody else says so
] as const;
export type ClockDoubtKind = (typeof CLOCK_DOUBTS)[number];

export interface ClockDoubt {
  readonly kind: ClockDoubtKind;
  /** What the wall clock said last, and what it said then. */
  readonly before: UtcTime;
  readonly after: UtcTime;
}

/** What is known of the clock so far: made of the log's entries alone, so that anyone can make it again. */
export interface ClockTrust {
  /** The first reading of this boot, or the one that a person confirmed: small leaps add up against it. */
  readonly base: ClockReading | null;
  readonly last: ClockReading | null;
  readonly doubt: ClockDoubt | null;
}

export const NEW_CLOCK: ClockTrust = { base: null, last: null, doubt: null };

/** NTP sets a clock by less than this without anybody being told. */
export const STEP_BACK_MS = 60_000;
/** Ahead of the time that a boot has lasted (TRUST 2.4). */
export const LEAP_MS = 3_600_000;

export interface ClockBounds {
  /** The longest time that the machine may have been off without a word from outside or from a person. */
  readonly longOffMs: number;
  /** A time that somebody outside has signed after the machine was on again; null for none. */
  readonly outsideMs: number | null;
}

/** The trust after one more reading. A doubt stays until `confirmedTrust`, also when the clock comes back. */
export function clockTrust(
  { base, last, doubt }: ClockTrust,
  now: ClockReading,
  bounds: ClockBounds,
): ClockTrust {
  const isSameBoot = last !== null && last.boot === now.boot && now.monotonicMs >= last.monotonicMs;
  return {
    base: isSameBoot ? base : now,
    last: now,
    doubt: doubt ?? newDoubt(isSameBoot ? base : null, last, now, bounds),
  };
}

/** A person says that this reading is right; everything before it counts no more. */
export function confirmedTrust(now: ClockReading): ClockTrust {
  return { base: now, last: now, doubt: null };
}

function newDoubt(
  base: ClockReading | null,
  last: ClockReading | null,
  now: ClockReading,
  { longOffMs, outsideMs }: ClockBounds,
): ClockDoubt | null {
  if (last === null) return null;
  const told = { before: utcOf(last.wallMs), after: utcOf(now.wallMs) };
  if (now.wallMs < last.wallMs - STEP_BACK_MS) return { kind: 'went-back', ...told };
  if (base !== null) {
    const aheadMs = now.wallMs - base.wallMs - (now.monotonicMs - base.monotonicMs);
    if (aheadMs < -STEP_BACK_MS) return { kind: 'went-back', ...told };
    return aheadMs > LEAP_MS ? { kind: 'leapt', ...told } : null;
  }
  if (now.wallMs - last.wallMs <= longOffMs) return null;
  const isConfirmed = outsideMs !== null && Math.abs(now.wallMs - outsideMs) <= LEAP_MS;
  return isConfirmed ? null : { kind: 'long-off', ...told };
}
