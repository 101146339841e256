import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClockReading, RetentionClock } from '../../src/evidence/retention-clock.ts';
import { advanceRetentionClock } from '../../src/evidence/retention-clock.ts';

const START = Date.UTC(2026, 10, 20);
const HOUR_MS = 3_600_000;

function advanced(last: RetentionClock, change: Partial<ClockReading>): RetentionClock {
  const { wallMs, boot, monotonicMs } = last;
  return advanceRetentionClock(last, { wallMs, boot, monotonicMs, ...change });
}

const first = advanceRetentionClock(null, { wallMs: START, boot: 'a', monotonicMs: 1_000 });

describe('the retention clock', () => {
  test('starts at the wall clock', () => {
    expect(first).toEqual({ wallMs: START, boot: 'a', monotonicMs: 1_000, retentionMs: START });
  });

  test('follows the wall clock while both clocks agree', () => {
    const next = advanced(first, { wallMs: START + HOUR_MS, monotonicMs: 1_000 + HOUR_MS });
    expect(next.retentionMs).toBe(START + HOUR_MS);
  });

  test('stands still while the wall clock is set back', () => {
    const next = advanced(first, { wallMs: START - HOUR_MS, monotonicMs: 2_000 });
    expect(next.retentionMs).toBe(START);
    expect(next.wallMs).toBe(START - HOUR_MS);
  });

  test('does not follow a wall clock that is set ahead within one boot', () => {
    const next = advanced(first, { wallMs: START + 1_000 * HOUR_MS, monotonicMs: 2_000 });
    expect(next.retentionMs).toBe(START + 1_000 + 5_000);
  });

  test('follows the wall clock over a boot, because nothing else knows how long the machine was off', () => {
    const next = advanced(first, { wallMs: START + 24 * HOUR_MS, boot: 'b', monotonicMs: 10 });
    expect(next.retentionMs).toBe(START + 24 * HOUR_MS);
  });

  test('takes a monotonic clock that went back for another boot', () => {
    const next = advanced(first, { wallMs: START + HOUR_MS, monotonicMs: 0 });
    expect(next.retentionMs).toBe(START + HOUR_MS);
  });

  test('never goes back, and within one boot never runs ahead of the time that passed', () => {
    const reading = fc.record({
      wallMs: fc.integer({ min: START - 10 ** 10, max: START + 10 ** 10 }),
      boot: fc.constantFrom('a', 'b'),
      passedMs: fc.nat({ max: 10 ** 7 }),
    });
    fc.assert(
      fc.property(fc.array(reading), (readings) => {
        let last = first;
        for (const { wallMs, boot, passedMs } of readings) {
          const next = advanceRetentionClock(last, {
            wallMs,
            boot,
            monotonicMs: last.monotonicMs + passedMs,
          });
          expect(next.retentionMs).toBeGreaterThanOrEqual(last.retentionMs);
          if (boot === last.boot)
            expect(next.retentionMs - last.retentionMs).toBeLessThanOrEqual(passedMs + 5_000);
          last = next;
        }
      }),
    );
  });
});
