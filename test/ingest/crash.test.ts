import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { durableFiles } from '../../src/adapters/durable-files.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { PlainMover } from '../fakes/plain-mover.ts';
import { PowerCutFiles } from '../fakes/power-cut-files.ts';
import { type FaultPoint, FaultPoints } from '../support/fault-points.ts';
import { expectSealedExactlyOnce, treeDigest } from '../support/sealed-once.ts';
import { dock, makePlace, openTestStation, removeFolder, TEST_SETTINGS } from '../support/test-station.ts';

const place = makePlace('crash');
const card = join(place, 'card');
/** Two docks for each call that one makes: half a minute on an idle machine. */
const EVERY_CALL_LIMIT_MS = 900_000;
const SMALL_GROUPS = { ...TEST_SETTINGS, groupFiles: 2, filesAtOnce: 2 };
afterAll(() => removeFolder(place));

for (const [name, bytes] of [
  ['Media/Video/DCAM_BC240001_A01234_20261118_083000.mp4', 5_000],
  ['Media/Video/DCAM_BC240001_A01234_20261118_084000.mp4', 0],
  ['Media/IMP/DCAM_BC240001_A01234_20261118_085000_IMP.mp4', 70_000],
  ['Media/Image/DCAM_BC240001_A01234_20261118_090000.jpg', 4_096],
  ['Media/Image/odd name ".jpg', 17],
] as const) {
  writeFakeClip(join(card, name), fakeClipBytes(name, bytes), new Date('2026-11-18T01:00:00Z'));
}

async function crashThenDockAgain(point: FaultPoint, powerCut: (() => boolean) | null): Promise<FaultPoints> {
  const data = mkdtempSync(join(place, 'station-'));
  const faults = new FaultPoints(point);
  const cut = new PowerCutFiles(join(place, 'attic', String(point.call), point.when));
  const parts = {
    data,
    files: powerCut === null ? durableFiles : cut,
    wrap: faults.wrap,
    settings: SMALL_GROUPS,
  };
  const first = await openTestStation(parts).catch(() => null);
  if (first !== null) {
    await dock(first, card).catch(() => {});
    await first.close();
  }
  if (powerCut !== null) cut.cutPower(powerCut);

  const second = await openTestStation({ data });
  const report = await dock(second, card);
  expect(report.counts).toMatchObject({ failed: 0, pending: 0 });
  await expectSealedExactlyOnce(second, card);
  await second.close();
  removeFolder(data);
  return faults;
}

/** Another dock is under way all the time: recovery may not wait for a quiet station. */
async function failOnceThenDockAgain(point: FaultPoint): Promise<void> {
  const faults = new FaultPoints(point);
  const parts = { data: mkdtempSync(join(place, 'station-')), wrap: faults.wrap, settings: SMALL_GROUPS };
  const opened = await openTestStation(parts).catch(() => null);
  const station = opened ?? (await openTestStation(parts));
  const leave = await station.berths.enter('dock-another' as DockId, async () => {});
  // Groups come together differently each time: the failure may fall into the second dock.
  await dock(station, card).catch(() => {});
  await dock(station, card).catch(() => {});
  expect(faults.names.length).toBeGreaterThanOrEqual(point.call);
  const again = await dock(station, card);
  expect(again.counts).toMatchObject({ failed: 0, pending: 0 });
  const settled = await dock(station, card);
  expect(settled.counts).toMatchObject({ sealed: 0, failed: 0, pending: 0 });
  leave();
  await expectSealedExactlyOnce(station, card);
  await station.close();
  removeFolder(station.data);
}

const callsOfOneDock = (await crashThenDockAgain({ call: 0, when: 'before' }, null)).names.length;
const before = treeDigest(card);

test('a dock makes enough calls for this suite to mean something', () => {
  expect(callsOfOneDock).toBeGreaterThan(60);
});

test.each(['before', 'after'] as const)(
  'ended %s any port call, every file is sealed exactly once after the next dock',
  async (when) => {
    for (let call = 1; call <= callsOfOneDock; call += 1) await crashThenDockAgain({ call, when }, null);
  },
  EVERY_CALL_LIMIT_MS,
);

test.each([1, 2, 3])(
  'a power cut at any port call that takes back what was not flushed loses nothing (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    for (let call = 1; call <= callsOfOneDock; call += 1) {
      await crashThenDockAgain({ call, when: 'after' }, () => random() < 0.5);
    }
  },
  EVERY_CALL_LIMIT_MS,
);

test.each(['before', 'after'] as const)(
  'a failure %s any one port call, after which the station lives on, loses nothing and settles at the next dock',
  async (when) => {
    for (let call = 1; call <= callsOfOneDock; call += 1)
      await failOnceThenDockAgain({ call, when, isPassing: true });
  },
  EVERY_CALL_LIMIT_MS,
);

test('a disk that fills up in the middle of a copy leaves the rest for the next dock', async () => {
  const data = mkdtempSync(join(place, 'full-'));
  const first = await openTestStation({ data, mover: new PlainMover({ noSpaceAfterBytes: 71_000 }) });
  const full = await dock(first, card);
  expect(full).toMatchObject({ result: 'stopped', code: 'vault-full' });
  expect(full.counts.sealed).toBeLessThan(5);
  await first.close();
  const second = await openTestStation({ data });
  expect((await dock(second, card)).counts.failed).toBe(0);
  await expectSealedExactlyOnce(second, card);
  await second.close();
});

test('nothing on the card has changed after all of that', () => {
  expect(treeDigest(card)).toBe(before);
});

/** mulberry32: small, and the same on every machine. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
