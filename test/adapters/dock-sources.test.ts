import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDropFolder } from '../../src/adapters/drop-folder-source.ts';
import { openMarkerFolder } from '../../src/adapters/marker-folder.ts';
import { openMountSource } from '../../src/adapters/mount-source.ts';
import type { DockRequest } from '../../src/evidence/dock.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import type { DockSource } from '../../src/ports/dock-source.ts';
import { dockRequest, makePlace, removeFolder } from '../support/test-station.ts';
import { until } from '../support/until.ts';

let place: string;
let stop: () => Promise<void>;
let told: DockRequest[];
let bad: [string, string][];
let gone: DockRequest[];

beforeEach(() => {
  place = makePlace('source');
  stop = async () => {};
  told = [];
  bad = [];
  gone = [];
});
afterEach(async () => {
  await stop();
  removeFolder(place);
});

let ids = 0;
function newDockId(): DockId {
  ids += 1;
  return `dock-test-${ids}` as DockId;
}

async function start(source: DockSource): Promise<void> {
  stop = await source.start(
    (request) => told.push(request),
    (what, why) => bad.push([what, why]),
    (request) => gone.push(request),
  );
}

describe('the folder of markers', () => {
  const folder = () => join(place, 'docked');
  const write = (name: string, text: string) => {
    fs.mkdirSync(folder(), { recursive: true });
    fs.writeFileSync(join(folder(), name), text);
  };
  const marker = (diskSeq: string, more = '') =>
    `{"v":1,"path":"/media/sdb1","medium":{"diskSeq":"${diskSeq}","device":"sdb1"${more}}}`;

  test('tells what was submitted, whole, and before the start too', async () => {
    const markers = openMarkerFolder(folder(), newDockId);
    const early = {
      ...dockRequest('/card', { label: '证 "1"', recorder: 'BC240001', model: 'm' }),
      origin: 'marker' as const,
    };
    await markers.submit(early);
    await start(markers);
    await until(() => told.length === 1);
    const late = { ...dockRequest('/other'), origin: 'marker' as const };
    await markers.submit(late);
    await until(() => told.length === 2);
    expect(told).toEqual([early, late]);
    expect(bad).toEqual([]);
  });

  test('tells what is still there to whoever watches after the first, as after a log that was set back', async () => {
    const markers = openMarkerFolder(folder(), newDockId);
    await markers.submit(dockRequest('/card'));
    await start(markers);
    await until(() => told.length === 1);
    await stop();
    await start(markers);
    await until(() => told.length === 2);
    expect(told.map(({ path }) => path)).toEqual(['/card', '/card']);
  });

  test('takes a marker away once its dock has ended, and no other one', async () => {
    const markers = openMarkerFolder(folder(), newDockId);
    const [a, b] = [dockRequest('/a'), dockRequest('/b')];
    await markers.submit(a);
    await markers.submit(b);
    await start(markers);
    await until(() => told.length === 2);
    await markers.settle(a);
    await markers.settle(a);
    expect(fs.readdirSync(folder())).toEqual([`${b.id}.json`]);
    await markers.settle(dockRequest('/never'));
  });

  test('gives a dock to a marker that names none, as those of a mount helper', async () => {
    await start(openMarkerFolder(folder(), newDockId));
    write('sdb1.json', '{"v":1,"path":"/run/sealdock/media/sdb1","label":"CAM01"}');
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({
      id: expect.stringMatching(/^dock-test-/),
      path: '/run/sealdock/media/sdb1',
      origin: 'marker',
      label: 'CAM01',
      recorder: null,
      model: null,
    });
  });

  test('tells a medium again that comes again under the same name', async () => {
    const markers = openMarkerFolder(folder(), newDockId);
    await start(markers);
    for (const count of [1, 2]) {
      write('sdb1.json', '{"v":1,"path":"/media/sdb1"}');
      await until(() => told.length === count);
      await markers.settle(told[count - 1] as DockRequest);
      await sleep(150);
    }
  });

  test('tells that a medium has left when its helper takes the marker back, and not when we settle it', async () => {
    const markers = openMarkerFolder(folder(), newDockId);
    await start(markers);
    write('sdb1.json', '{"v":1,"path":"/media/sdb1","medium":{"diskSeq":"22","device":"sdb1"}}');
    write('sdc1.json', '{"v":1,"path":"/media/sdc1","medium":{"diskSeq":"23","device":"sdc1"}}');
    write('hand.json', '{"v":1,"path":"/media/hand"}');
    await until(() => told.length === 3);
    await markers.settle(told.find(({ path }) => path === '/media/sdc1') as DockRequest);
    fs.rmSync(join(folder(), 'hand.json'));
    fs.rmSync(join(folder(), 'sdb1.json'));
    await until(() => gone.length > 0);
    await sleep(150);
    expect(gone.map(({ path, medium }) => `${path} ${medium?.diskSeq}`)).toEqual(['/media/sdb1 22']);
  });

  test('tells a medium whose marker is renamed over that of the last one, each once', async () => {
    const markers = openMarkerFolder(folder(), newDockId);
    await start(markers);
    for (const seq of ['22', '23', '24']) {
      fs.writeFileSync(join(place, 'new.json'), marker(seq));
      fs.renameSync(join(place, 'new.json'), join(folder(), 'sdb1.json'));
      await until(() => told.at(-1)?.medium?.diskSeq === seq);
    }
    await sleep(300);
    expect(told.map(({ medium }) => medium?.diskSeq)).toEqual(['22', '23', '24']);
    expect(bad).toEqual([]);
  });

  test('tells a marker that grows under somebody’s hands once it is whole, and once', async () => {
    await start(openMarkerFolder(folder(), newDockId));
    const text = marker('22');
    for (let at = 0; at < text.length; at += 10) {
      fs.appendFileSync(join(folder(), 'sdb1.json'), text.slice(at, at + 10));
      await sleep(20);
    }
    await until(() => told.length > 0);
    await sleep(300);
    expect(told.map(({ medium }) => medium?.diskSeq)).toEqual(['22']);
  });

  test('keeps what the helper read of the file system: was it unmounted cleanly', async () => {
    await start(openMarkerFolder(folder(), newDockId));
    write('sdb1.json', marker('22', ',"dirty":true'));
    write('sdc1.json', marker('23', ',"dirty":null'));
    write('sdd1.json', marker('24'));
    await until(() => told.length === 3);
    const dirty = Object.fromEntries(told.map(({ medium }) => [medium?.diskSeq, medium?.dirty]));
    expect(dirty).toEqual({ 22: true, 23: null, 24: undefined });
  });

  test('passes over what is still being written, and what is no marker', async () => {
    await start(openMarkerFolder(folder(), newDockId));
    write('.sdb1.json', '{"v":1,"path":"/a"}');
    write('notes.txt', 'hello');
    fs.mkdirSync(join(folder(), 'below.json/deeper'), { recursive: true });
    write('sdb2.json', '{"v":1,"path":"/b"}');
    await until(() => told.length === 1);
    await sleep(200);
    expect(told.map((request) => request.path)).toEqual(['/b']);
  });

  test.each<[string, string]>([
    ['no JSON', '{"v":1,'],
    ['nothing', ''],
    ['another version', '{"v":2,"path":"/a"}'],
    ['a path that is not absolute', '{"v":1,"path":"../a"}'],
    ['no path', '{"v":1}'],
    ['a recorder number that could not name a folder', '{"v":1,"path":"/a","recorder":"../x"}'],
    ['a dock that could not be one', '{"v":1,"path":"/a","dock":"dock-../x"}'],
    ['what nobody asked for', '{"v":1,"path":"/a","command":"rm"}'],
    ['more than any marker holds', `{"v":1,"path":"/a","label":"${'x'.repeat(20_000)}"}`],
  ])('reports a marker that holds %s, and goes on', async (_, text) => {
    await start(openMarkerFolder(folder(), newDockId));
    write('bad.json', text);
    await until(() => bad.length === 1);
    expect(bad[0]?.[0]).toBe('bad.json');
    write('good.json', '{"v":1,"path":"/good"}');
    await until(() => told.length === 1);
    expect(told[0]?.path).toBe('/good');
  });

  test('reports a link and never reads what it points to', async () => {
    fs.writeFileSync(join(place, 'elsewhere'), '{"v":1,"path":"/a"}');
    await start(openMarkerFolder(folder(), newDockId));
    fs.symlinkSync(join(place, 'elsewhere'), join(folder(), 'link.json'));
    await until(() => bad.length === 1);
    expect(told).toEqual([]);
  });
});

describe('ZZ-9 CL-16.4 a drop folder', () => {
  const QUIET_MS = 120;
  const folder = () => ({ path: join(place, 'drop'), recorder: 'HALL1' as never, model: 'drop-folder' });
  const open = (latestMs?: number) => openDropFolder(folder(), QUIET_MS, newDockId, latestMs);

  beforeEach(() => fs.mkdirSync(join(place, 'drop')));

  test('is docked at the start, as what it was configured to be', async () => {
    fs.writeFileSync(join(place, 'drop/a.mp4'), 'x');
    await start(open());
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({
      path: join(place, 'drop'),
      origin: 'drop-folder',
      recorder: 'HALL1',
      model: 'drop-folder',
    });
  });

  test('is docked once things are quiet, not while they are being written', async () => {
    // A busy machine pauses between two writes; it must not pass for quiet.
    const longQuietMs = 2_000;
    await start(openDropFolder(folder(), longQuietMs, newDockId));
    await until(() => told.length === 1);
    for (let part = 0; part < 12; part += 1) {
      fs.appendFileSync(join(place, 'drop/growing.mp4'), 'more');
      await sleep(longQuietMs / 8);
    }
    expect(told).toHaveLength(1);
    await until(() => told.length === 2);
    await sleep(1.5 * longQuietMs);
    expect(told).toHaveLength(2);
    expect(told[0]?.id).not.toBe(told[1]?.id);
  });

  test('sees new folders and what is in them', async () => {
    await start(open());
    await until(() => told.length === 1);
    fs.mkdirSync(join(place, 'drop/2026/11'), { recursive: true });
    fs.writeFileSync(join(place, 'drop/2026/11/a.mp4'), 'x');
    await until(() => told.length >= 2);
  });

  test('is not docked because something was taken out of it', async () => {
    fs.writeFileSync(join(place, 'drop/a.mp4'), 'x');
    await start(open());
    await until(() => told.length === 1);
    fs.rmSync(join(place, 'drop/a.mp4'));
    await sleep(3 * QUIET_MS);
    expect(told).toHaveLength(1);
  });

  test('in which somebody writes without a pause is docked all the same', async () => {
    await start(open(500));
    const writing = setInterval(() => fs.appendFileSync(join(place, 'drop/live.mp4'), 'x'), QUIET_MS / 4);
    try {
      await until(() => told.length >= 2);
    } finally {
      clearInterval(writing);
    }
  });

  test('tells nothing after it was stopped', async () => {
    await start(open());
    fs.writeFileSync(join(place, 'drop/a.mp4'), 'x');
    await stop();
    stop = async () => {};
    const before = told.length;
    fs.writeFileSync(join(place, 'drop/b.mp4'), 'x');
    await sleep(3 * QUIET_MS);
    expect(told).toHaveLength(before);
  });
});

const canMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;
if (!canMount) console.warn('skipped: mounts need root');

describe.skipIf(!canMount)('mounts that a desktop makes', () => {
  const mounts: string[] = [];
  const mount = (name: string) => {
    const at = join(fs.realpathSync(place), 'media/user', name);
    fs.mkdirSync(at, { recursive: true });
    expect(spawnSync('mount', ['-t', 'tmpfs', `dev-${name}`, at]).status).toBe(0);
    mounts.push(at);
    return at;
  };
  const unmount = (at: string) => spawnSync('umount', ['-l', at]);
  const open = () => openMountSource([join(fs.realpathSync(place), 'media/user')], 20, newDockId);
  afterEach(() => {
    for (const at of mounts.splice(0)) unmount(at);
  });

  test('are docked when they appear and when they are there already, once each, by the name of their folder', async () => {
    const there = mount('CAM01');
    await start(open());
    expect(told).toMatchObject([{ path: there, label: 'CAM01', origin: 'auto-mount' }]);
    const later = mount('执法 02');
    await until(() => told.length === 2);
    expect(told[1]).toMatchObject({ path: later, label: '执法 02' });
    await sleep(100);
    expect(told).toHaveLength(2);
  });

  test('are docked again after they were gone', async () => {
    await start(open());
    const at = mount('CAM01');
    await until(() => told.length === 1);
    unmount(at);
    // Whoever is told of this one has looked since the other has gone.
    mount('witness');
    await until(() => told.length === 2);
    mount('CAM01');
    await until(() => told.length === 3);
    expect(told.map(({ label }) => label)).toEqual(['CAM01', 'witness', 'CAM01']);
    expect(told[0]?.id).not.toBe(told[2]?.id);
  });

  test('elsewhere are nobody’s business', async () => {
    await start(open());
    const at = join(place, 'media/user-too');
    fs.mkdirSync(at, { recursive: true });
    spawnSync('mount', ['-t', 'tmpfs', 'other', at]);
    mounts.push(at);
    await sleep(100);
    expect(told).toEqual([]);
    expect(bad).toEqual([]);
  });
});
