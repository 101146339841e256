import { setImmediate as settled } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openBerthDesk } from '../../src/daemon/berth-desk.ts';
import type { DockRequest } from '../../src/evidence/dock.ts';
import { mediumOf, requestOf } from '../support/slot-facts.ts';
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

test('a medium that was plugged again on the same path is another visit, and is docked beside the old one', async () => {
  const { desk, begun, endOne } = openDesk();
  const old = requestOf('dock-1', mediumOf('22', 'sdb1'));
  const again = requestOf('dock-2', mediumOf('26', 'sdb1'));
  const byHand = requestOf('dock-3', null);
  for (const request of [old, again, byHand]) desk.want(request);
  expect(begun).toEqual([old, again]);
  await endOne();
  expect(begun).toEqual([old, again]);
  await endOne();
  expect(begun).toEqual([old, again, byHand]);
});

test('what waits for a medium that has left is dropped, and told', async () => {
  const { desk, begun, overtaken, endOne } = openDesk();
  const [first, second] = [1, 2].map((at) => requestOf(`dock-${at}`, mediumOf('22', 'sdb1')));
  if (first === undefined || second === undefined) throw new Error('no requests');
  desk.want(first);
  desk.want(second);
  desk.drop(requestOf('dock-9', mediumOf('26', 'sdb1')));
  expect(overtaken).toEqual([]);
  desk.drop(first);
  expect(overtaken).toEqual([second]);
  await endOne();
  expect(begun).toEqual([first]);
});
