import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { handOver } from '../../src/cli/register/dock-again.ts';
import { openStation, type Station } from '../../src/compose.ts';
import { createStation } from '../../src/compose-init.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { runDaemon } from '../../src/daemon/run-daemon.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { RecorderNo } from '../../src/evidence/ids.ts';
import type { Medium } from '../../src/evidence/medium.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { StationStatus } from '../../src/ports/status-board.ts';
import { NO_RECORDER_FACTS, registerRecorder } from '../../src/recorders/change-register.ts';
import { plainCards } from '../support/plain-cards.ts';
import { dockRequest, makePlace, removeFolder } from '../support/test-station.ts';
import { until } from '../support/until.ts';

const MEDIUM: Medium = {
  diskSeq: '22',
  device: 'sdb1',
  port: '1-2.3',
  usb: { vendorId: 1, productId: 2, serial: 'SN-7', manufacturer: null, product: null },
  fileSystem: 'vfat',
  fileSystemId: 'ABCD-1234',
  sizeBytes: 5,
};
const NO = 'ZF-7' as RecorderNo;

let place: string;
let station: Station;
let shown: StationStatus | null;
const ending = new AbortController();

beforeEach(async () => {
  place = makePlace('register-docked');
  shown = null;
  mkdirSync(join(place, 'card/DCIM/100'), { recursive: true });
  writeFileSync(join(place, 'card/DCIM/100/IMG_0001.JPG'), 'one');
  const { config } = await loadConfig({ flags: { data: join(place, 'data') }, env: {}, cwd: place });
  await createStation(config, SYSTEM_ACTOR);
  const opened = await openStation(config, { role: 'ingest' });
  station = {
    ...opened,
    cards: plainCards(opened.cards),
    settings: { ...opened.settings, minFreeBytes: 0 },
    // The medium is told, and this machine has no such disk: asked within a second, it would be gone.
    presence: { isThere: async () => true },
    usb: { start: () => ({ stop: async () => {} }) },
    board: {
      publish: async (status) => {
        shown = status;
      },
      read: async () => shown,
    },
  };
});
afterEach(async () => {
  ending.abort();
  await station.close();
  removeFolder(place);
});

/** The results of all docks that the status shows, once there are so many. */
async function ended(count: number): Promise<readonly (string | null)[]> {
  const results = () => shown?.docks.map(({ result }) => result) ?? [];
  await until(() => results().filter((each) => each !== null).length >= count);
  return results();
}

test('an unknown recorder is refused without an alarm, and docked by the running daemon once it is registered', async () => {
  const daemon = runDaemon(station, ending.signal);
  await station.markers.submit({ ...dockRequest(join(place, 'card')), medium: MEDIUM });
  expect(await ended(1)).toEqual(['refused']);
  expect(shown).toMatchObject({ alarms: [], docks: [{ code: 'recorder-unregistered' }] });

  const [refused] = await station.catalog.refusals(1);
  if (refused === undefined) throw new Error('no refusal was kept');
  const { serial, card } = refused.met;
  const by = { actor: SYSTEM_ACTOR, at: utcOf(station.clock.read().wallMs) };
  const facts = { ...NO_RECORDER_FACTS, serials: [serial ?? ''], cards: [card ?? ''] };
  await station.catalog.keepRecorders([registerRecorder(NO, facts, null, by)]);
  expect(await handOver(station, refused, NO)).toMatch(/^dock-/);
  expect(await ended(2)).toEqual(['refused', 'done']);

  ending.abort();
  await daemon;
  const [row] = await station.catalog.docks({ recorder: null, before: null, limit: 1 });
  expect(row).toMatchObject({ recorder: NO, result: 'done', counts: { sealed: 1 } });
  expect(await station.catalog.openAlerts(null, 10)).toEqual([]);
});
