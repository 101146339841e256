import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openReadingTurns } from '../../src/ingest/reading-turns.ts';
import type { Clock } from '../../src/ports/clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const NEVER = new AbortController().signal;
const clock: Clock = {
  read: () => ({ wallMs: 0, boot: 'boot', monotonicMs: performance.now() }),
};
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** When each of the reads began, in milliseconds. */
async function startsOf(
  turns: ReturnType<typeof openReadingTurns>,
  sizes: readonly number[],
  readMs: number,
) {
  const begun = performance.now();
  const starts: number[] = [];
  const all = Promise.all(
    sizes.map((size) =>
      turns.run(size, NEVER, async () => {
        starts.push(performance.now() - begun);
        await wait(readMs);
      }),
    ),
  );
  await vi.runAllTimersAsync();
  await all;
  return starts;
}

it('without a rate limit so many files are read at once, and the next when one of them has ended', async () => {
  expect(await startsOf(openReadingTurns(clock, 2, null), [1e9, 1e9, 1e9], 10)).toEqual([0, 0, 10]);
});

it('under a rate limit small files together keep to it, however quickly each of them is read', async () => {
  expect(await startsOf(openReadingTurns(clock, 4, 1_000_000), [50_000, 20_000, 1_000], 1)).toEqual([
    0, 50, 70,
  ]);
});

it('a read that was slower than the limit is made up for by nobody', async () => {
  expect(await startsOf(openReadingTurns(clock, 4, 1_000_000), [50_000, 50_000], 80)).toEqual([0, 80]);
});

it('a read that failed gives its turn on at once', async () => {
  const turns = openReadingTurns(clock, 1, 1_000);
  await expect(turns.run(9e9, NEVER, () => Promise.reject(new Error('read error')))).rejects.toThrow(
    'read error',
  );
  expect(await turns.run(1, NEVER, async () => 'read')).toBe('read');
});

it('whoever waits for a turn leaves when it is asked to, and the turn goes to the next', async () => {
  const turns = openReadingTurns(clock, 1, null);
  const stop = new AbortController();
  const first = turns.run(1, NEVER, () => wait(10));
  const second = turns.run(1, stop.signal, async () => 'read');
  const third = turns.run(1, NEVER, async () => 'read');
  stop.abort();
  await expect(second).rejects.toMatchObject({ code: 'interrupted' });
  await vi.runAllTimersAsync();
  await first;
  expect(await third).toBe('read');
});
