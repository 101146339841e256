import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openCronScheduler } from '../../src/adapters/cron-scheduler.ts';
import { SILENT_LOG } from '../../src/ports/log.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00Z') }));
afterEach(() => void vi.useRealTimers());

const clock = { read: () => ({ wallMs: Date.now(), boot: 'b', monotonicMs: 0 }) };
const start = (lastRunMs: () => Promise<number | null>) => {
  let runs = 0;
  const run = async () => {
    runs += 1;
  };
  const schedule = { expression: '30 3 * * *', zone: 'Asia/Shanghai', lastRunMs, run };
  const { stop } = openCronScheduler(clock, SILENT_LOG).start(schedule, (thrown) => {
    throw thrown;
  });
  return { stop, runs: () => runs };
};
const DAY_MS = 86_400_000;

test('catches up with a run that was missed, a minute after the start', async () => {
  const { stop, runs } = start(async () => Date.now() - 2 * DAY_MS);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(runs()).toBe(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(runs()).toBe(1);
  await stop();
});

test('catches up with nothing that was done in time', async () => {
  const { stop, runs } = start(async () => Date.now() - DAY_MS / 2);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(runs()).toBe(0);
  await stop();
});

test('begins nothing after it was stopped, also when it was just asking whether a run is due', async () => {
  let answer: (lastMs: number) => void = () => {};
  const asked = new Promise<number>((resolve) => {
    answer = resolve;
  });
  const { stop, runs } = start(() => asked);
  await vi.advanceTimersByTimeAsync(61_000);
  await stop();
  answer(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs()).toBe(0);
});
