import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openRetries } from '../../src/daemon/retries.ts';
import type { DockRequest } from '../../src/evidence/dock.ts';
import type { ErrorCode } from '../../src/evidence/errors.ts';
import { mediumOf, requestOf } from '../support/slot-facts.ts';
import { dockRequest } from '../support/test-station.ts';

const MINUTE_MS = 60_000;
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Every dock that is begun again is stopped again by `code`. */
function open(code: ErrorCode | null, room: { free: boolean | Error } = { free: true }) {
  const begun: number[] = [];
  const overtaken: DockRequest[] = [];
  let looks = 0;
  const startMs = Date.now();
  const retries = openRetries({
    want: (request) => {
      begun.push((Date.now() - startMs) / MINUTE_MS);
      retries.after(request, code);
    },
    hasRoom: async () => {
      looks += 1;
      if (room.free instanceof Error) throw room.free;
      return room.free;
    },
    overtaken: (request) => overtaken.push(request),
  });
  return { retries, begun, overtaken, looks: () => looks };
}

test('a stopped dock is begun again after 1, 2, 4, 8 and then every 15 minutes', async () => {
  const { retries, begun } = open('vault-write-failed');
  retries.after(dockRequest('/a'), 'vault-write-failed');
  await vi.advanceTimersByTimeAsync(61 * MINUTE_MS);
  expect(begun).toEqual([1, 3, 7, 15, 30, 45, 60]);
});

test.each([[false], [new Error('no statfs')]])(
  'a dock that a full vault stopped is not begun while there is no room (%s)',
  async (free) => {
    const room: { free: boolean | Error } = { free };
    const { retries, begun, looks } = open('vault-full', room);
    retries.after(dockRequest('/a'), 'vault-full');
    await vi.advanceTimersByTimeAsync(600 * MINUTE_MS);
    expect(begun).toEqual([]);
    expect(looks()).toBe(600);
    room.free = true;
    await vi.advanceTimersByTimeAsync(MINUTE_MS);
    expect(begun).toEqual([601]);
  },
);

test('a request anew, and a good end, begin the waiting from the first minute', async () => {
  const { retries, begun } = open(null);
  const request = dockRequest('/a');
  retries.after(request, null);
  await vi.advanceTimersByTimeAsync(8 * MINUTE_MS);
  expect(begun).toEqual([1, 3, 7]);
  retries.forget(request);
  await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
  expect(begun).toHaveLength(3);
  retries.after(request, null);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(begun).toHaveLength(4);
});

test('what waited is told when another request of its path takes its place, and not when it is the same', () => {
  const { retries, overtaken } = open(null);
  const [first, second, third] = [dockRequest('/a'), dockRequest('/a'), dockRequest('/a')];
  retries.after(first, null);
  retries.after(first, null);
  expect(overtaken).toEqual([]);
  retries.after(second, null);
  retries.forget(third);
  retries.forget(third);
  expect(overtaken).toEqual([first, second]);
});

test('begins nothing after it was stopped', async () => {
  const { retries, begun } = open('vault-full');
  retries.after(dockRequest('/a'), 'vault-full');
  await retries.stop();
  retries.after(dockRequest('/b'), null);
  await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
  expect(begun).toEqual([]);
});

test('a medium that was plugged again is another one, whatever waited for the one before on its path', async () => {
  const { retries, begun, overtaken } = open(null);
  const [old, replugged] = ['22', '26'].map((seq, at) => requestOf(`dock-${at}`, mediumOf(seq, 'sdb1')));
  if (old === undefined || replugged === undefined) throw new Error('two of them');
  retries.after(old, null);
  await vi.advanceTimersByTimeAsync(0.5 * MINUTE_MS);
  // The new one begins from its own first minute, and does not answer for the old one.
  retries.after(replugged, null);
  expect(overtaken).toEqual([]);
  expect(retries.isWaiting(replugged)).toBe(true);
  retries.drop(old);
  expect(overtaken).toEqual([old]);
  expect(retries.isWaiting(replugged)).toBe(true);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(begun).toEqual([1.5]);
});
