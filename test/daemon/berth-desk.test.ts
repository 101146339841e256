import { setImmediate as settled } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openBerthDesk } from '../../src/daemon/berth-desk.ts';
import type { DockRequest } from '../../src/evidence/dock.ts';
import { dockRequest } from '../support/test-station.ts';

function openDesk() {
  const ending = new AbortController();
  const begun: DockRequest[] = [];
  const overtaken: DockRequest[] = [];
  const ends: (() => void)[] = [];
  let idles = 0;
  const dock = (request: DockRequest) => {
    begun.push(request);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const does = {
    dock,
    overtaken: (request: DockRequest) => overtaken.push(request),
    idle: () => (idles += 1),
  };
  const desk = openBerthDesk(does, ending.signal);
  const endOne = async () => {
    ends.shift()?.();
    await settled();
  };
  return { desk, begun, overtaken, endOne, ending, idles: () => idles };
}

test('docks a path once at a time, and different paths at once', () => {
  const { desk, begun } = openDesk();
  for (const path of ['/a', '/a', '/b']) desk.want(dockRequest(path));
  expect(begun.map(({ path }) => path)).toEqual(['/a', '/b']);
  expect(desk.running).toBe(2);
});

test('docks a path once more after it was asked for meanwhile, for the last who asked, and tells the others', async () => {
  const { desk, begun, overtaken, endOne, idles } = openDesk();
  const requests = [1, 2, 3, 4].map(() => dockRequest('/a'));
  for (const request of requests) desk.want(request);
  await endOne();
  expect(begun).toEqual([requests[0], requests[3]]);
  expect(overtaken).toEqual([requests[1], requests[2]]);
  expect(idles()).toBe(0);
  await endOne();
  expect(begun).toHaveLength(2);
  expect(idles()).toBe(1);
});

test('begins nothing once it was ended, and waits for what is under way', async () => {
  const { desk, begun, overtaken, endOne, ending } = openDesk();
  desk.want(dockRequest('/a'));
  desk.want(dockRequest('/a'));
  ending.abort();
  desk.want(dockRequest('/b'));
  const stopped = desk.stop();
  await endOne();
  await stopped;
  expect(begun).toHaveLength(1);
  expect(overtaken).toEqual([]);
});
