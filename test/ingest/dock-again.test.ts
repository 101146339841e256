import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ByteMover } from '../../src/ports/mover.ts';
import { fakeClipBytes } from '../cards/fake-clip.ts';
import { WatchedPorts } from '../fakes/watched-ports.ts';
import {
  entries,
  failures,
  findings,
  MOVERS,
  NOW_MS,
  photoName,
  put,
  putPhotos,
  recordingOf,
  recordings,
  SetClock,
  sealedPath,
} from '../support/flow-bench.ts';
import { treeDigest } from '../support/sealed-once.ts';
import { dock, makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

const BIG_BYTES = 300_000;

describe.each(MOVERS)('a card that comes again, with %s,', (_, open) => {
  let mover: ByteMover;
  let place: string;
  let card: string;
  let station: TestStation;
  let clock: SetClock;
  const watched = new WatchedPorts();

  beforeAll(() => {
    mover = open();
  });
  afterAll(() => mover.close());
  beforeEach(async () => {
    place = makePlace('again');
    card = join(place, 'card');
    clock = new SetClock();
    station = await openTestStation({ data: join(place, 'data'), mover, clock, wrap: watched.wrap });
    watched.forget();
    put(card, 'DCAM_FACTORY/device_identity.json', 10);
  });
  afterEach(async () => {
    await station.close();
    removeFolder(place);
  });

  /** Docks again and tells what was taken. */
  const again = async () => {
    watched.forget();
    return dock(station, card);
  };
  const stagedBytes = async () => {
    const copies = await station.vault.tornCopies();
    return copies.map((copy) => fs.readFileSync(copy.path));
  };

  test('is not taken again, and only the first and last 64 KiB of each file are read', async () => {
    const names = [...putPhotos(card, 3), photoName(9)];
    put(card, photoName(9), BIG_BYTES);
    put(card, photoName(10), 0);
    expect((await dock(station, card)).counts).toMatchObject({ found: 5, sealed: 5 });
    const vault = treeDigest(station.vault.root);

    const report = await again();
    expect(report.counts).toMatchObject({ found: 5, sealed: 0, metAgain: 5, failed: 0, pending: 0 });
    expect(watched.of('mover.copy')).toEqual([]);
    const read = watched.of('card.readRange').map(({ args }) => args[2] as number);
    expect(read).toHaveLength(names.length + 2);
    expect(Math.max(...read)).toBeLessThanOrEqual(65_536);
    expect(treeDigest(station.vault.root)).toBe(vault);
    expect(await entries(station, 'file.met-again')).toEqual([]);
    expect(await findings(station)).toEqual([]);
  });

  test('is known by its bytes, not by what an earlier dock noted: a reused name with the same size and time is sealed', async () => {
    put(card, photoName(0), fakeClipBytes('first', BIG_BYTES));
    await dock(station, card);
    for (const at of [0, BIG_BYTES - 1]) {
      const bytes = fakeClipBytes('first', BIG_BYTES);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      put(card, photoName(0), bytes);
      expect((await again()).counts).toMatchObject({ sealed: 1, metAgain: 0 });
    }
    expect(await recordings(station)).toHaveLength(3);
    put(card, photoName(0), fakeClipBytes('first', BIG_BYTES));
    expect((await again()).counts).toMatchObject({ sealed: 0, metAgain: 1 });
    expect(await findings(station)).toEqual([]);
  });

  test('gives new files only: what came since the last dock is sealed, the rest met again', async () => {
    putPhotos(card, 2);
    await dock(station, card);
    putPhotos(card, 5);
    expect((await again()).counts).toMatchObject({ found: 5, sealed: 3, metAgain: 2 });
    expect(watched.of('mover.copy')).toHaveLength(3);
  });

  test('a file that has grown since is sealed once more, and the shorter one stays', async () => {
    put(card, photoName(0), fakeClipBytes('grows', 4_000));
    await dock(station, card);
    put(card, photoName(0), fakeClipBytes('grows', 9_000), '2026-11-18T05:00:00Z');
    expect((await again()).counts).toMatchObject({ sealed: 1 });
    const sizes = (await recordings(station)).map((row) => row.manifest.file.sizeBytes).sort();
    expect(sizes).toEqual([4_000, 9_000]);
  });

  test('a file under another name is met again, and the audit says under which', async () => {
    put(card, photoName(0), 10);
    put(card, 'Media/Image/before.jpg', 5_000);
    await dock(station, card);
    fs.renameSync(join(card, 'Media/Image/before.jpg'), join(card, 'Media/Image/后.jpg'));
    const report = await again();
    expect(report.counts).toMatchObject({ sealed: 0, metAgain: 2 });
    const row = await recordingOf(station, 'Media/Image/before.jpg');
    expect(await entries(station, 'file.met-again')).toMatchObject([
      {
        object: { kind: 'recording', id: row.id },
        detail: { dock: report.dock, path: 'Media/Image/后.jpg', pathHex: null },
      },
    ]);
    expect(await station.vault.tornCopies()).toEqual([]);
    expect(await findings(station)).toEqual([]);
    await again();
    expect(await entries(station, 'file.met-again')).toHaveLength(1);
  });

  test('two identical files of one moment are one recording, and the audit names the other one', async () => {
    const bytes = fakeClipBytes('same', 70_000);
    put(card, photoName(0), 10);
    put(card, 'Media/Image/a.jpg', bytes);
    put(card, 'Media/Image/b.jpg', bytes);
    const report = await dock(station, card);
    expect(report.counts).toMatchObject({ found: 3, sealed: 2, metAgain: 1, failed: 0 });
    expect(await recordings(station)).toHaveLength(2);
    expect(await entries(station, 'file.met-again')).toHaveLength(1);
    expect(await station.vault.tornCopies()).toEqual([]);
    expect((await again()).counts).toMatchObject({ sealed: 0, metAgain: 3 });
    expect(await findings(station)).toEqual([]);
  });

  test('the same bytes with the name of another moment are a recording of their own', async () => {
    const bytes = fakeClipBytes('same', 5_000);
    put(card, photoName(1), bytes);
    put(card, photoName(2), bytes);
    expect((await dock(station, card)).counts).toMatchObject({ sealed: 2, metAgain: 0 });
  });

  test('nothing is sealed twice when the clock of the station jumps between docks', async () => {
    putPhotos(card, 3);
    put(card, 'Media/Image/untimed.jpg', 3_000);
    clock.wallMs = 0;
    expect((await dock(station, card)).counts.sealed).toBe(4);
    for (const wallMs of [NOW_MS, Date.parse('2099-01-01T00:00:00Z'), NOW_MS - 86_400_000]) {
      clock.wallMs = wallMs;
      expect((await again()).counts).toMatchObject({ sealed: 0, metAgain: 4 });
    }
    expect(await recordings(station)).toHaveLength(4);
    expect((await findings(station)).filter((found) => !found.startsWith('clock-went-back'))).toEqual([]);
  });

  describe('when its sealed copy is not what it was,', () => {
    let name: string;
    let other: string;
    let bytes: Buffer;
    let path: string;

    beforeEach(async () => {
      name = photoName(0);
      other = photoName(1);
      bytes = put(card, name, BIG_BYTES);
      put(card, other, 2_000);
      await dock(station, card);
      path = sealedPath(station, await recordingOf(station, name));
      fs.chmodSync(dirname(path), 0o755);
      fs.chmodSync(path, 0o644);
    });

    test.each<[string, () => void]>([
      ['missing', () => fs.rmSync(path)],
      ['missing with its folder', () => fs.rmSync(dirname(path), { recursive: true })],
      ['empty', () => fs.truncateSync(path, 0)],
      ['cut at its end', () => fs.truncateSync(path, BIG_BYTES - 1)],
      ['longer', () => fs.appendFileSync(path, 'x')],
      ['changed in its first byte', () => flip(path, 0)],
      ['changed in its last byte', () => flip(path, BIG_BYTES - 1)],
      ['a symbolic link to the same bytes', () => linkAway(path, join(place, 'elsewhere'))],
    ])('%s: the file is not called known, its bytes are kept, and the others go on', async (_what, harm) => {
      harm();
      const report = await again();
      expect(report).toMatchObject({ result: 'findings' });
      expect(report.counts).toMatchObject({ sealed: 0, metAgain: 1, failed: 1 });
      expect(await failures(station, report.dock)).toEqual({
        [name]: { kind: 'failed', code: 'sealed-differs' },
      });
      expect(await entries(station, 'file.failed')).toMatchObject([
        { reason: 'sealed-differs', detail: { path: name } },
      ]);
      expect((await stagedBytes()).map((kept) => kept.equals(bytes))).toEqual([true]);
      const third = await again();
      expect(third.counts).toMatchObject({ failed: 1, metAgain: 1 });
      expect((await stagedBytes()).map((kept) => kept.equals(bytes))).toEqual([true]);
    });

    test('a change between head and tail is left for the inspection to find (DESIGN 5.1)', async () => {
      flip(path, BIG_BYTES / 2);
      expect((await again()).counts).toMatchObject({ metAgain: 2, failed: 0 });
      fs.chmodSync(path, 0o444);
      fs.chmodSync(dirname(path), 0o555);
      expect(await findings(station)).toEqual([`file-differs: ${path.slice(station.vault.root.length + 1)}`]);
    });
  });

  test('an empty file whose sealed copy is missing is not called known', async () => {
    put(card, photoName(0), 0);
    await dock(station, card);
    const path = sealedPath(station, await recordingOf(station, photoName(0)));
    fs.rmSync(dirname(path), { recursive: true });
    expect((await again()).counts).toMatchObject({ metAgain: 0, failed: 1 });
  });
});

function flip(path: string, at: number): void {
  const bytes = fs.readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  fs.writeFileSync(path, bytes);
}

function linkAway(path: string, elsewhere: string): void {
  fs.copyFileSync(path, elsewhere);
  fs.rmSync(path);
  fs.symlinkSync(elsewhere, path);
}
