import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startProbing } from '../../src/daemon/probing.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { UNPLAYABLE } from '../../src/ports/probe.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A catalogue in which `count` recordings wait for their probe, and an ffprobe that takes a second for each. */
function open(count: number) {
  const told: string[] = [];
  const state = { left: count, quiet: true, fails: null as unknown };
  const recording = { id: 'r', folder: 'f', manifest: { file: { sizeBytes: 1, sealedAs: 'a' } } };
  const station = {
    catalog: {
      unprobed: async (limit: number) => Array.from({ length: Math.min(limit, state.left) }, () => recording),
      noteProbe: async () => {
        state.left -= 1;
      },
    },
    vault: { resolve: (path: string) => path },
    prober: {
      probe: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        if (state.fails !== null) throw state.fails;
        return UNPLAYABLE;
      },
    },
    log: {
      info: () => {},
      warn: (event: string) => told.push(event),
      error: (event: string) => told.push(event),
    },
  };
  const ending = new AbortController();
  const probing = startProbing(station as never, {
    status: {
      raise: (source, ...codes) => void told.push(`${source} ${codes.join()}`),
      broke: (source) => told.push(`${source} alarm`),
      clear: () => told.push('good'),
    },
    onDefect: (thrown) => thrown instanceof SealdockError && thrown.kind === 'defect' && told.push('defect'),
    isQuiet: () => state.quiet,
    signal: ending.signal,
  });
  return { probing, state, told, ending };
}

test('goes on after a dock that came and went while one probe was under way', async () => {
  const { probing, state } = open(5);
  probing.nudge();
  await vi.advanceTimersByTimeAsync(300);
  state.quiet = false;
  await vi.advanceTimersByTimeAsync(200);
  state.quiet = true;
  probing.nudge();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.left).toBe(0);
});

test('tries again by itself where there was no ffprobe, without an alarm', async () => {
  const { probing, state, told } = open(2);
  state.fails = new SealdockError('ffprobe-missing', { about: 'ffprobe' });
  probing.nudge();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toEqual(['probe.unavailable']);
  state.fails = null;
  probing.nudge();
  await vi.advanceTimersByTimeAsync(590_000);
  expect(state.left).toBe(2);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(state.left).toBe(0);
  expect(told.at(-1)).toBe('good');
});

test('a catalogue that fails is an alarm, and a defect is told as one: neither is called a missing ffprobe', async () => {
  for (const [code, telling] of [
    ['catalogue-failed', ['probing alarm', 'probe.broke']],
    ['defect', ['defect', 'probing alarm', 'probe.broke']],
  ] as const) {
    const { probing, state, told } = open(1);
    state.fails = new SealdockError(code);
    probing.nudge();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual(telling);
    await probing.stop();
  }
});

test('tries nothing after it was stopped', async () => {
  const { probing, state, ending } = open(1);
  state.fails = new SealdockError('catalogue-failed');
  probing.nudge();
  await vi.advanceTimersByTimeAsync(2_000);
  ending.abort();
  await probing.stop();
  state.fails = null;
  await vi.advanceTimersByTimeAsync(700_000);
  expect(state.left).toBe(1);
});
