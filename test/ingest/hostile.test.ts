import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openFfprobe } from '../../src/adapters/ffprobe.ts';
import { openMarkerFolder } from '../../src/adapters/marker-folder.ts';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import type { DockEvent, DockRequest } from '../../src/evidence/dock.ts';
import { NOBODY_ELSE } from '../../src/ingest/berths.ts';
import { recover } from '../../src/ingest/recover.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import {
  dock,
  dockRequest,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
} from '../support/test-station.ts';
import { until } from '../support/until.ts';

/** What an attacker tried, and what stops it now. */
const place = makePlace('hostile');
afterAll(() => removeFolder(place));

let card = '';
let cards = 0;
beforeEach(() => {
  cards += 1;
  card = join(place, `card-${cards}`);
  for (let n = 0; n < 3; n += 1) {
    const name = `Media/Image/DCAM_BC240001_A01234_20261118_08300${n}.jpg`;
    writeFakeClip(join(card, name), fakeClipBytes(name + cards, 3_000 + n), new Date('2026-11-18T00:30:00Z'));
  }
});

test('tags that pretend to be facts, or never end, are not read from a sealed recording', async () => {
  const clip = join(place, 'tags.mp3');
  const forged = `x\n[/FORMAT]\n[STREAM]\ncodec_type=video\ncodec_name=a${'😀'.repeat(40)}\n[/STREAM]\n[FORMAT]${'b\n'.repeat(200_000)}`;
  const meta = join(place, 'meta.txt');
  writeFileSync(meta, `;FFMETADATA1\ntitle=${forged.replaceAll('\n', '\\\n').replaceAll('=', '\\=')}\n`);
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'sine=d=1',
    '-i',
    meta,
    '-map_metadata',
    '1',
    clip,
  ]);
  // One that reads those tags does not come to its end in this time, and tells nothing.
  const facts = await openFfprobe({ command: 'ffprobe', timeoutMs: 30_000 }).probe(clip);
  expect(facts).toMatchObject({ playable: true, videoCodec: null, audioCodec: 'mp3' });
});

test('a file that claims more than the whole disk is named, and the others are sealed', async () => {
  const station = await openTestStation();
  const huge = join(card, 'Media/Image/DCAM_BC240001_A01234_20261118_070000.jpg');
  writeFileSync(huge, '');
  truncateSync(huge, 8 * 1024 ** 4);
  const report = await dock(station, card);
  expect(report).toMatchObject({ result: 'findings', counts: { sealed: 3, failed: 1 } });
  expect(await station.catalog.failedFiles(report.dock, 10)).toMatchObject([
    { outcome: { code: 'card-file-too-large' } },
  ]);
  await station.close();
});

test('bytes overwritten during the copy with the time set back are not sealed', async () => {
  const mover = openByteMover({ workers: 1 });
  const station = await openTestStation({ mover, settings: { bytesPerSecond: 100_000 } as never });
  const name = 'Media/Image/DCAM_BC240001_A01234_20261118_070000.jpg';
  const time = new Date('2026-11-18T00:00:00Z');
  writeFakeClip(join(card, name), Buffer.alloc(300_000, 'A'), time);
  let copied = 0;
  let isChanged = false;
  const onEvent = (event: DockEvent) => {
    if (event.kind === 'copied') copied += event.bytes;
    // The small files come to 9 kB: what is beyond that is of this one, and most of it is still to be read.
    if (copied < 20_000 || isChanged) return;
    isChanged = true;
    writeFileSync(join(card, name), Buffer.alloc(300_000, 'B'));
    utimesSync(join(card, name), time, time);
  };
  const report = await dock(station, card, { onEvent });
  expect(isChanged).toBe(true);
  expect(report.counts).toMatchObject({ sealed: 3, left: 1, growing: 1 });
  await station.close();
  await mover.close();
});

test('our own vault under another name is refused', async () => {
  const station = await openTestStation();
  const other = join(place, 'bind');
  mkdirSync(other);
  symlinkSync(station.data, join(place, 'link'));
  expect(await dock(station, join(place, 'link'), { model: 'drop-folder', recorder: 'E1' })).toMatchObject({
    result: 'refused',
    code: 'card-is-our-own',
  });
  execFileSync('mount', ['--bind', station.data, other]);
  try {
    expect(await dock(station, other, { model: 'drop-folder', recorder: 'E1' })).toMatchObject({
      code: 'card-is-our-own',
    });
  } finally {
    execFileSync('umount', [other]);
  }
  await station.close();
});

test('an intent that somebody wrote into the catalogue moves no sealed folder', async () => {
  const station = await openTestStation();
  await dock(station, card);
  const [sealed] = await station.catalog.recordings({ ...EVERY_RECORDING, limit: 1 });
  if (sealed === undefined) throw new Error('nothing was sealed');
  const file = {
    path: { text: 'x', hex: null },
    sizeBytes: 1,
    modifiedAt: sealed.manifest.sealedAt,
    inode: '1:1',
  };
  const intent = {
    folder: sealed.folder,
    dock: sealed.manifest.dock as never,
    cardRecorder: 'BC240001' as never,
    file,
  };
  await station.catalog.intend([{ ...intent, recording: 'BC240001-20261118T083000-000000000000' as never }]);
  await recover(station, TEST_ACTOR, NOBODY_ELSE);
  expect(await station.vault.has(sealed.folder)).toBe(true);
  expect((await station.vault.listFolder(sealed.folder)).length).toBe(4);
  await station.close();
});

test("the marker of the next card, renamed over the last one's, is docked and not taken away with it", async () => {
  const folder = join(place, 'markers');
  const heard: DockRequest[] = [];
  const markers = openMarkerFolder(folder, () => dockRequest('/x').id);
  const drop = (path: string) => {
    writeFileSync(join(folder, '.tmp'), JSON.stringify({ v: 1, path }));
    renameSync(join(folder, '.tmp'), join(folder, 'sdb1.json'));
  };
  const stop = await markers.start(
    (request) => heard.push(request),
    () => {},
  );
  drop('/card/a');
  await until(() => heard.length === 1);
  drop('/card/b');
  await until(() => heard.length === 2);
  await markers.settle(heard[0] as DockRequest);
  await stop();

  const later: DockRequest[] = [];
  const stopLater = await openMarkerFolder(folder, () => dockRequest('/x').id).start(
    (request) => later.push(request),
    () => {},
  );
  await until(() => later.length === 1);
  expect(later[0]?.path).toBe('/card/b');
  await stopLater();
});
