import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Station } from '../../src/compose.ts';
import { startScrubbing } from '../../src/daemon/scrubbing.ts';
import type { AlarmSource } from '../../src/daemon/status.ts';
import type { Schedule } from '../../src/ports/scheduler.ts';
import { entries, putPhotos, recordings, SetClock, sealedPath } from '../support/flow-bench.ts';
import { dock, makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

const DAY = 86_400_000;
let place: string;
let opened: TestStation;
let clock: SetClock;
let alarms: Map<AlarmSource, string>;
let schedule: Schedule | null;
let isQuiet: boolean;

beforeEach(async () => {
  place = makePlace('scrubbing');
  clock = new SetClock();
  opened = await openTestStation({ data: join(place, 'data'), clock });
  putPhotos(join(place, 'card'), 3);
  await dock(opened, join(place, 'card'));
  alarms = new Map();
  schedule = null;
  isQuiet = true;
});
afterEach(async () => {
  await opened.close();
  removeFolder(place);
});

async function start(at: string | null = '0 1 * * *') {
  const config = {
    station: { origin: 'test', zone: 'Asia/Shanghai' },
    fixity: { at, days: 1, bytesPerSecond: null },
  };
  const scheduler = {
    start: (given: Schedule) => {
      schedule = given;
      return { stop: async () => {} };
    },
  };
  // Only what scrubbing asks for.
  const station = { ...opened, config, scheduler } as unknown as Station;
  return startScrubbing(station, {
    status: {
      raise: (source, ...codes) => void alarms.set(source, codes.join()),
      broke: (source) => void alarms.set(source, 'broke'),
      clear: (source) => void alarms.delete(source),
    },
    onDefect: () => {},
    isQuiet: () => isQuiet,
    signal: new AbortController().signal,
  });
}

test('CL-27.4: a night that finds damage raises an alarm, which stands after a restart', async () => {
  const [row] = await recordings(opened);
  if (row === undefined) throw new Error('no recording');
  const path = sealedPath(opened, row);
  chmodSync(dirname(path), 0o755);
  chmodSync(path, 0o644);
  writeFileSync(path, 'x');
  chmodSync(path, 0o444);
  chmodSync(dirname(path), 0o555);
  await start();
  expect(alarms.size).toBe(0);
  clock.wallMs += DAY;
  await schedule?.run();
  expect(alarms.get('fixity')).toBe('sealed-differs');
  expect(await entries(opened, 'fixity.finished')).toMatchObject([
    { after: 'damaged', detail: { recordings: 3, named: [row.id] } },
  ]);
  alarms.clear();
  await start();
  expect(alarms.get('fixity')).toBe('sealed-differs');
});

test('the last run is in the audit; before the first one, the station’s own beginning counts', async () => {
  await start();
  const began = clock.wallMs;
  expect(await schedule?.lastRunMs()).toBe(began);
  clock.wallMs += DAY;
  await schedule?.run();
  expect(await schedule?.lastRunMs()).toBe(began + DAY);
});

test('nothing is read while somebody docks', async () => {
  await start();
  clock.wallMs += DAY;
  isQuiet = false;
  const running = schedule?.run();
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  expect(await entries(opened, 'fixity.checked')).toEqual([]);
  isQuiet = true;
  await running;
  expect(await entries(opened, 'fixity.checked')).toHaveLength(1);
});

test('is not scheduled where the bureau set no time', async () => {
  await start(null);
  expect(schedule).toBeNull();
});
