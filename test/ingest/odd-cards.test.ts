import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { bytesOfCardPath } from '../../src/evidence/card-path.ts';
import type { DockEvent } from '../../src/evidence/dock.ts';
import type { Card } from '../../src/ports/card.ts';
import { makeOddNames } from '../cards/make-odd-names.ts';
import { WatchedPorts } from '../fakes/watched-ports.ts';
import { card, mover, open, place, station, useCardBench, useMover } from '../support/card-bench.ts';
import {
  checkSums,
  entries,
  findings,
  MOVERS,
  photoName,
  put,
  putPhotos,
  recordingOf,
  recordings,
  SetClock,
  sealedPath,
} from '../support/flow-bench.ts';
import { treeDigest } from '../support/sealed-once.ts';
import { dock, openTestStation, TEST_SETTINGS } from '../support/test-station.ts';

useCardBench('odd');
let watched: WatchedPorts;

beforeEach(async () => {
  watched = new WatchedPorts();
  await open({ wrap: watched.wrap, settings: { ...TEST_SETTINGS, filesAtOnce: 1 } });
  watched.forget();
});

/** `path → reason` of what the dock left. */
async function left(): Promise<Record<string, string>> {
  const pages = watched.of('catalog.listFiles').map(({ args }) => args[2]);
  const lines = pages.flat() as { file?: { path: { text: string } }; outcome: { reason?: string } }[];
  return Object.fromEntries(
    lines.flatMap((line) => (line.file ? [[line.file.path.text, line.outcome.reason ?? '']] : [])),
  );
}

describe.each(MOVERS)('odd names, with %s,', (_, openMover) => {
  useMover(openMover);

  test('every regular file is sealed under its own bytes and name, and coreutils agree in each folder', async () => {
    const odd = makeOddNames(card);
    putPhotos(card, 1);
    const own = await openTestStation({ data: join(place, 'own'), mover, clock: new SetClock() });
    const report = await dock(own, card, { recorder: 'BC240001', model: 'dcam-1.14' });
    expect(report).toMatchObject({
      result: 'findings',
      counts: { found: odd.footage.length + 1, sealed: odd.footage.length + 1, failed: 0 },
    });
    const rows = await recordings(own);
    for (const path of odd.footage) {
      const row = rows.find(({ manifest }) =>
        bytesOfCardPath({ text: manifest.card.path, hex: hexOfCardPath(manifest.file.nameHex) }).equals(path),
      );
      if (row === undefined) throw new Error(`${path} was not sealed`);
      expect(fs.readFileSync(sealedPath(own, row)).equals(fs.readFileSync(onCard(path)))).toBe(true);
      expect(checkSums(dirname(sealedPath(own, row)))).toContain('manifest.json: OK');
      const given = path.subarray(path.lastIndexOf(0x2f) + 1);
      const renamed = ['manifest.json', 'SHA256SUMS'].includes(given.toString()) || row.manifest.file.nameHex;
      if (renamed) expect(row.manifest.file.sealedAs).toMatch(/^original(\.[A-Za-z0-9]+)?$/);
      else expect(Buffer.from(row.manifest.file.sealedAs).equals(given)).toBe(true);
    }
    expect(await findings(own)).toEqual([]);
    const again = await dock(own, card, { recorder: 'BC240001', model: 'dcam-1.14' });
    expect(again.counts).toMatchObject({ sealed: 0, metAgain: odd.footage.length + 1 });
    await own.close();
  });
});

/** The manifest keeps the bytes of the name only; these cards have them all in one folder. */
function hexOfCardPath(nameHex: string | null): string | null {
  if (nameHex === null) return null;
  return nameHex.startsWith(Buffer.from('Media/').toString('hex'))
    ? nameHex
    : `${Buffer.from('Media/Video/').toString('hex')}${nameHex}`;
}

function onCard(path: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${card}/`), path]);
}

describe('what is no regular file', () => {
  test('symbolic links are told and never followed, wherever they lead', async () => {
    const [name = ''] = putPhotos(card, 1);
    put(place, 'secret.jpg', 3_000);
    fs.symlinkSync(join(place, 'secret.jpg'), join(card, 'Media/Image/out.jpg'));
    fs.symlinkSync(join(card, name), join(card, 'Media/Image/inside.jpg'));
    fs.symlinkSync(place, join(card, 'Media/Video'));
    fs.symlinkSync('/', join(card, 'root'));
    fs.symlinkSync('.', join(card, 'Media/loop'));
    const report = await dock(station, card);
    expect(report).toMatchObject({ result: 'findings', counts: { found: 1, sealed: 1, left: 5 } });
    expect(new Set(Object.values(await left()))).toEqual(new Set(['symbolic-link']));
    expect(await recordings(station)).toHaveLength(1);
  });

  test('pipes, sockets and devices are told and never opened', async () => {
    putPhotos(card, 1);
    execFileSync('mkfifo', [join(card, 'Media/Image/pipe.jpg')]);
    const server = createServer().listen(join(card, 'Media/Image/socket.jpg'));
    await new Promise((resolve) => server.once('listening', resolve));
    const root = process.getuid?.() === 0;
    if (root) execFileSync('mknod', [join(card, 'Media/Image/device.jpg'), 'c', '1', '5']);
    try {
      const report = await dock(station, card);
      expect(report).toMatchObject({ result: 'findings', counts: { sealed: 1, left: root ? 3 : 2 } });
      expect(new Set(Object.values(await left()))).toEqual(new Set(['special-file']));
    } finally {
      server.close();
    }
  });

  test('another file system mounted inside the card is told and not entered', async () => {
    putPhotos(card, 1);
    const inner = join(card, 'Media/Image/inner');
    fs.mkdirSync(inner);
    if (spawnSync('mount', ['-t', 'tmpfs', 'inner', inner]).status !== 0) {
      console.warn('skipped: mounting needs root');
      expect(process.env.CI).not.toBe('true');
      return;
    }
    try {
      put(inner, 'foreign.jpg', 100);
      expect((await dock(station, card)).counts).toMatchObject({ sealed: 1, left: 1 });
      expect(await left()).toEqual({ 'Media/Image/inner': 'special-file' });
    } finally {
      spawnSync('umount', [inner]);
    }
  });
});

describe('what is taken', () => {
  test('ZY-8.2 photo, audio and video are all sealed', async () => {
    const stem = (folder: string, time: string) => `Media/${folder}/DCAM_BC240001_A01234_20261118_${time}`;
    put(card, `${stem('Video', '083000')}.mp4`, 3_000);
    put(card, `${stem('Image', '083100')}.jpg`, 3_000);
    put(card, `${stem('Audio', '083200')}.wav`, 3_000);
    await dock(station, card);
    const kinds = (await recordings(station)).map((row) => row.manifest.file.mediaType);
    expect(kinds.sort()).toEqual(['audio', 'photo', 'video']);
  });

  test('a media file with any name is, outside the folders of its model too; papers and programs are not', async () => {
    putPhotos(card, 1);
    put(card, 'DCAM_FACTORY/device_identity.json', 10);
    put(card, 'Elsewhere/holiday.jpg', 10);
    put(card, 'Logs/log.txt', 10);
    put(card, 'setup.exe', 10);
    put(card, 'Media/Image/unknown.xyz', 10);
    await dock(station, card);
    expect((await recordings(station)).map((row) => row.manifest.card.path).sort()).toEqual(
      ['Elsewhere/holiday.jpg', 'Media/Image/unknown.xyz', photoName(0)].sort(),
    );
    expect(await left()).toMatchObject({
      'Logs/log.txt': 'not-footage',
      'setup.exe': 'not-footage',
      'DCAM_FACTORY/device_identity.json': 'not-footage',
    });
    const row = await recordingOf(station, 'Elsewhere/holiday.jpg');
    expect(row.marks).toEqual(expect.arrayContaining(['unexpected-folder', 'name-not-recognised']));
  });

  test('what lies in Temp is still being written, and is never taken', async () => {
    putPhotos(card, 1);
    put(card, photoName(1).replace('Media/Image', 'Temp'), 3_000);
    put(card, photoName(2).replace('Media/Image', 'Temp/deeper'), 3_000);
    expect((await dock(station, card)).counts).toMatchObject({ found: 1, sealed: 1, left: 2 });
    expect(new Set(Object.values(await left()))).toEqual(new Set(['excluded-folder']));
    expect(watched.of('mover.copy')).toHaveLength(1);
  });

  test('an empty file is sealed and marked', async () => {
    put(card, photoName(0), 0);
    put(card, photoName(1), 10);
    expect(await dock(station, card)).toMatchObject({ result: 'done', counts: { sealed: 2 } });
    const row = await recordingOf(station, photoName(0));
    expect(row.marks).toContain('empty');
    expect(checkSums(dirname(sealedPath(station, row)))).toContain('OK');
    expect(await findings(station)).toEqual([]);
  });

  test('comes in the order of importance: what the wearer marked is sealed first', async () => {
    putPhotos(card, 5);
    put(card, 'Media/IMP/DCAM_BC240001_A01234_20261118_230000_IMP.jpg', 3_000);
    put(card, photoName(500).replace('.jpg', '_IMP.jpg'), 3_000);
    const order: string[] = [];
    const onEvent = (event: DockEvent) => event.kind === 'sealed' && order.push(event.recording);
    await dock(station, card, { onEvent });
    const marks = new Map((await recordings(station)).map((row) => [row.id as string, row.marks]));
    expect(order.map((id) => marks.get(id)?.includes('important'))).toEqual([
      true,
      true,
      ...Array(5).fill(false),
    ]);
  });

  test('folders 32 deep are walked; what is deeper is told, not passed over', async () => {
    putPhotos(card, 1);
    const deep = Array.from({ length: 31 }, (_, level) => `d${level}`).join('/');
    put(card, `${deep}/taken.jpg`, 10);
    put(card, `${deep}/one/more.jpg`, 10);
    const report = await dock(station, card);
    expect(report).toMatchObject({ result: 'findings', counts: { sealed: 2, left: 1 } });
    expect(await left()).toEqual({ [`${deep}/one`]: 'unreadable' });
  });
});

describe("the recorder's own digest", () => {
  const video = 'Media/Video/DCAM_BC240001_A01234_20261118_083000';
  const md5 = (text: string) => put(card, `${video}.md5`, Buffer.from(text));
  let bytes: Buffer;
  let right: string;

  beforeEach(async () => {
    bytes = put(card, `${video}.mp4`, 5_000);
    right = (await import('node:crypto')).createHash('md5').update(bytes).digest('hex');
  });
  const sealed = async () => {
    const report = await dock(station, card);
    return { report, row: await recordingOf(station, `${video}.mp4`) };
  };

  test('that agrees is written into the manifest, and its file is left', async () => {
    md5(`${right}\n`);
    const { report, row } = await sealed();
    expect(report.counts).toMatchObject({ sealed: 1, left: 1 });
    expect(row.manifest.card.md5).toEqual({ said: right, found: right });
    expect(row.marks).toEqual([]);
    expect(report.result).toBe('done');
  });

  test('that differs is reported: the file is sealed and marked all the same', async () => {
    const wrong = 'd'.repeat(32);
    md5(wrong);
    const { report, row } = await sealed();
    expect(report.result).toBe('findings');
    expect(row.manifest.card.md5).toEqual({ said: wrong, found: right });
    expect(row.marks).toEqual(['card-digest-differs']);
  });

  test.each<[string, () => void]>([
    ['is missing', () => {}],
    ['is garbage', () => md5('no digest at all')],
    ['is empty', () => md5('')],
    ['is longer than any digest file', () => md5(`${right}\n`.padEnd(10_000, ' '))],
    ['is a link', () => fs.symlinkSync('/etc/hostname', join(card, `${video}.md5`))],
    ['is a folder', () => fs.mkdirSync(join(card, `${video}.md5`))],
    ['is a pipe', () => execFileSync('mkfifo', [join(card, `${video}.md5`)])],
  ])('that %s keeps nothing out: the file is sealed and marked', async (_, make) => {
    make();
    const { report, row } = await sealed();
    expect(report.counts).toMatchObject({ sealed: 1, failed: 0 });
    expect(row.marks).toEqual(['card-digest-missing']);
    expect(row.manifest.card.md5).toBeNull();
  });

  test('that cannot be read keeps nothing out either', async () => {
    md5(right);
    await station.close();
    const sick = new WatchedPorts();
    await open({
      wrap: (name, port) =>
        name === 'cards' ? ({ open: failingReads(port as never, /\.md5$/) } as never) : sick.wrap(name, port),
    });
    const { report, row } = await sealed();
    expect(report.counts).toMatchObject({ sealed: 1, failed: 0 });
    expect(row.marks).toEqual(['card-digest-missing']);
  });

  test('without its recording is told: it may be all that is left of it', async () => {
    md5(right);
    put(card, 'Media/Video/DCAM_BC240001_A01234_20261118_090000.md5', Buffer.from(right));
    const { report } = await sealed();
    expect(report).toMatchObject({
      result: 'findings',
      marks: expect.arrayContaining(['digest-without-file']),
    });
  });
});

/** A card whose files matching the pattern lie on a bad block. */
function failingReads(cards: { open(request: object): Promise<Card> }, bad: RegExp) {
  return async (request: object): Promise<Card> => {
    const opened = await cards.open(request);
    const { SealdockError } = await import('../../src/evidence/errors.ts');
    return {
      ...opened,
      readRange: async (path, offset, length) => {
        if (bad.test(path.text)) throw new SealdockError('card-read-failed', { about: path.text });
        return opened.readRange(path, offset, length);
      },
    };
  };
}

describe('a card that is nobody’s', () => {
  const reads = () =>
    watched.calls.map(({ name }) => name).filter((name) => /card\.(readRange|look)|mover\./.test(name));

  test.each<[string, string, () => void, object]>([
    ['unrecognised', 'card-unrecognised', () => put(card, 'Pictures/holiday.jpg', 3_000), {}],
    ['empty', 'card-unrecognised', () => fs.mkdirSync(card), {}],
    [
      'ambiguous',
      'card-ambiguous',
      () => {
        put(card, 'Media/DCAM_BC240001_A01234_20261118_083000.jpg', 100);
        for (let file = 10; file < 35; file += 1) {
          put(card, `CLIPS/DSJ_0001234_310115_202611180830${file}_0001.MP4`, 100);
        }
      },
      {},
    ],
    ['without a number', 'recorder-number-missing', () => put(card, 'DCIM/100ABCDE/DSC_0001.JPG', 100), {}],
  ])('%s, is refused, and no file on it is ever opened', async (_, code, make) => {
    make();
    const before = treeDigest(card);
    const report = await dock(station, card);
    expect(report).toMatchObject({ result: 'refused', code, counts: { found: 0, sealed: 0 } });
    expect(reads()).toEqual([]);
    expect(await recordings(station)).toEqual([]);
    expect(await entries(station, 'dock.refused')).toMatchObject([
      { reason: code, object: { id: report.dock } },
    ]);
    expect(treeDigest(card)).toBe(before);
  });

  test('is taken once a person says whose it is (ZZ-9, CL-16.4: footage from elsewhere)', async () => {
    put(card, '大厅/接待.mp4', 3_000);
    put(card, 'notes.txt', 10);
    const report = await dock(station, card, { model: 'drop-folder', recorder: 'CCTV-HALL1' });
    expect(report).toMatchObject({ recorder: 'CCTV-HALL1', counts: { sealed: 1, left: 1 } });
    expect((await recordingOf(station, '大厅/接待.mp4')).folder).toMatch(/^2026\/11\/18\/CCTV-HALL1\//);
  });
});

describe('our own folders are no card:', () => {
  test.each<[string, () => string]>([
    ['the data folder', () => station.data],
    ['the vault', () => station.vault.root],
    ['what holds the data folder', () => place],
    [
      'a link to it',
      () => {
        fs.symlinkSync(station.data, join(place, 'link'));
        return join(place, 'link');
      },
    ],
    ['the root of the machine', () => '/'],
  ])('%s is refused', async (_, path) => {
    const report = await dock(station, path(), { model: 'drop-folder', recorder: 'X1' });
    expect(report).toMatchObject({ result: 'refused', code: 'card-is-our-own', counts: { sealed: 0 } });
    expect(watched.calls.some(({ name }) => name.startsWith('card.'))).toBe(false);
  });

  test('a folder whose name only begins like ours is taken', async () => {
    const beside = `${station.data}-card`;
    putPhotos(beside, 1);
    expect((await dock(station, beside)).counts.sealed).toBe(1);
  });

  test.each<[string, () => string]>([
    ['nothing', () => join(place, 'nowhere')],
    ['a file', () => join(card, photoName(0))],
  ])('%s is no card', async (_, path) => {
    putPhotos(card, 1);
    expect(await dock(station, path())).toMatchObject({ result: 'refused', code: 'not-a-folder' });
  });
});

test('SM-7.2 nothing on the card is altered: names, bytes, times, modes and inodes stay', async () => {
  makeOddNames(card);
  putPhotos(card, 3);
  const before = everythingOn(card);
  await dock(station, card, { recorder: 'BC240001', model: 'dcam-1.14' });
  await dock(station, card, { recorder: 'BC240001', model: 'dcam-1.14' });
  expect((await recordings(station)).length).toBeGreaterThan(20);
  expect(everythingOn(card)).toBe(before);
});

/** With the time of the last change of anything (`%C@`): what was put back afterwards shows too. */
function everythingOn(folder: string): string {
  const script = `find . -printf '%p %y %s %T@ %C@ %m %i %l\\0' | sort -z; find . -type f -print0 | sort -z | xargs -0 sha256sum`;
  return execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'latin1' });
}

test('labels and paths from outside that are no proper text are docked all the same', async () => {
  putPhotos(card, 1);
  const report = await dock(station, card, { label: 'broken \ud800 label' });
  expect(report.counts.sealed).toBe(1);
  expect((await station.catalog.dock(report.dock))?.label).toBe('broken \ufffd label');
});

test('a file whose clock stood in the year 12000 or 1900 is sealed', async () => {
  putPhotos(card, 1);
  for (const [name, seconds] of [
    ['future', 316_516_694_400],
    ['past', -2_208_988_800],
  ] as const) {
    put(card, `Media/Image/${name}.jpg`, 100);
    fs.utimesSync(join(card, `Media/Image/${name}.jpg`), seconds, seconds);
  }
  const report = await dock(station, card, { model: 'dcam-1.14' });
  expect(report.counts).toMatchObject({ sealed: 3, failed: 0, growing: 0 });
  expect(await findings(station)).toEqual([]);
});
