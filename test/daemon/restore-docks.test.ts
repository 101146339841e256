import { afterEach, beforeEach, expect, test } from 'vitest';
import { restoreDocks } from '../../src/daemon/restore-docks.ts';
import { startedDraft } from '../../src/ingest/dock-drafts.ts';
import { SetClock } from '../support/flow-bench.ts';
import { mediumOf, requestOf } from '../support/slot-facts.ts';
import {
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

let place: string;
let station: TestStation;
let clock: SetClock;
beforeEach(async () => {
  place = makePlace('restore-docks');
  clock = new SetClock();
  station = await openTestStation({ data: place, clock });
});
afterEach(async () => {
  await station.close();
  removeFolder(place);
});

test.each([
  ['set back by a year', -365],
  ['set forward by a year', 365],
])(
  'only docks of this boot stand in their slots after a restart, with the wall clock %s',
  async (_what, days) => {
    const [old, newer] = ['dock-1', 'dock-2'].map((id) => requestOf(id, mediumOf('22', 'sdb1')));
    if (old === undefined || newer === undefined) throw new Error('two of them');
    clock.boot = 'the boot before';
    await station.catalog.startDock(old, startedDraft(old, TEST_ACTOR));
    clock.boot = 'this boot';
    await station.catalog.startDock(newer, startedDraft(newer, TEST_ACTOR));
    clock.wallMs += days * 86_400_000;
    const docked: string[] = [];
    await restoreDocks(
      { catalog: station.catalog, clock, presence: { isThere: async () => true } },
      {
        status: { raise: () => {}, show: () => {} },
        slots: { docking: ({ id }) => docked.push(id) },
        progress: { resume: () => {}, end: () => {} },
        clearing: { begunBefore: () => null },
      },
    );
    expect(docked).toEqual(['dock-2']);
  },
);
