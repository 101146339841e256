import { afterEach, beforeEach, expect, test } from 'vitest';
import { mediumAt, requestOf } from '../../src/cli/dock/dock-request.ts';
import { startedDraft } from '../../src/ingest/dock-drafts.ts';
import { SetClock } from '../support/flow-bench.ts';
import { mediumOf, requestOf as told } from '../support/slot-facts.ts';
import {
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

let place: string;
let station: TestStation;
const clock = new SetClock();
beforeEach(async () => {
  place = makePlace('dock-request');
  station = await openTestStation({ data: place, clock });
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

const PATH = '/run/media/sdb1';
const at = (device: string, diskSeq: string | null) =>
  mediumAt(
    {
      catalog: station.catalog,
      clock,
      cleaner: { mediumAt: async (path) => ({ path, device, diskSeq }) },
    },
    PATH,
  );

test('a dock by hand is of the very medium that the mount helper told, as long as it is the same visit', async () => {
  const medium = mediumOf('22', 'sdb1', '1-2.3');
  const request = told('dock-1', medium);
  await station.catalog.startDock(request, startedDraft(request, TEST_ACTOR));
  expect(await at('sdb1', '22')).toEqual(medium);
  const asked = { path: PATH, recorder: null, model: null, label: null };
  expect(requestOf({ clock }, asked, medium)).toMatchObject({ ...asked, origin: 'cli', medium });
});

test('another visit, another partition and another boot are told as far as the kernel tells them', async () => {
  const request = told('dock-1', mediumOf('22', 'sdb1', '1-2.3'));
  await station.catalog.startDock(request, startedDraft(request, TEST_ACTOR));
  expect(await at('sdb1', '26')).toMatchObject({ device: 'sdb1', diskSeq: '26', port: null, usb: null });
  expect(await at('sdb2', '22')).toMatchObject({ device: 'sdb2', diskSeq: '22', port: null });
  expect(await at('sdb1', null)).toMatchObject({ device: 'sdb1', diskSeq: null, port: null });
  const { boot } = clock;
  clock.boot = 'another';
  expect(await at('sdb1', '22')).toMatchObject({ diskSeq: '22', port: null });
  clock.boot = boot;
});

test('a plain folder has no medium', async () => {
  const { catalog } = station;
  expect(await mediumAt({ catalog, clock, cleaner: { mediumAt: async () => null } }, PATH)).toBeNull();
});
