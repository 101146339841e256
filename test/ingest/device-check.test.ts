import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isExfatDirty, isFatDirty, isVolumeDirty } from '../../src/adapters/volume-flags.ts';
import type { FoundFile } from '../../src/evidence/recording.ts';
import type { LocalReading, UtcTime } from '../../src/evidence/time.ts';
import { CardTally, isClockAhead } from '../../src/ingest/card-tally.ts';
import { entries, NOW_MS, photoName, put, putPhotos, SetClock } from '../support/flow-bench.ts';
import { dock, makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

const FACTS = { label: null, fileSystem: 'vfat', readOnly: true, dirty: null };
const TOLERANCE_MS = 300_000;

function fileAt(reading: LocalReading | null, modifiedAt = '2026-11-18T04:00:00.000Z'): FoundFile {
  return {
    kind: 'found',
    file: { path: { text: 'a', hex: null }, sizeBytes: 10, modifiedAt: modifiedAt as UtcTime, inode: '1:1' },
    mediaType: 'video',
    name: { recorder: null, officer: null, reading, important: false, encrypted: false },
    digestFile: null,
    digestExpected: false,
    marks: [],
  };
}

const local = (hour: number, minute = 0): LocalReading => ({
  year: 2026,
  month: 11,
  day: 20,
  hour,
  minute,
  second: 0,
});
const check = (tally: CardTally) => tally.check(FACTS, null, 'Asia/Shanghai', NOW_MS);

describe('the clock of a recorder', () => {
  // NOW_MS is 16:00 in Shanghai.
  test.each([
    ['an hour ahead', local(17), { kind: 'ahead', byMs: 3_600_000 }, true],
    ['ahead by less than the tolerance', local(16, 4), { kind: 'ahead', byMs: 240_000 }, false],
    ['of this moment', local(16), { kind: 'old', byMs: 0 }, false],
    ['of this morning', local(8), { kind: 'old', byMs: 8 * 3_600_000 }, false],
  ])('whose newest name is %s', (_, reading, newest, isAhead) => {
    const tally = new CardTally();
    tally.found(fileAt(local(7)));
    tally.found(fileAt(reading));
    const found = check(tally);
    expect(found).toMatchObject({ newest, oldestAt: '2026-11-19T23:00:00.000Z', timesFrom: 'recorder' });
    expect(isClockAhead(found, TOLERANCE_MS)).toBe(isAhead);
  });

  test('is not judged by the file system, whose times carry no zone', () => {
    const tally = new CardTally();
    tally.found(fileAt(null, '2026-11-20T16:00:00.000Z'));
    expect(check(tally)).toMatchObject({ newest: { kind: 'ahead' }, timesFrom: 'file-system' });
    expect(isClockAhead(check(tally), TOLERANCE_MS)).toBe(false);
  });

  test('is judged by a container where names tell no time', () => {
    const tally = new CardTally();
    tally.found(fileAt(null));
    const container = '2026-11-20T10:00:00.000Z';
    tally.recorded({
      at: container,
      from: 'container',
      name: null,
      container,
      fileSystem: container,
    } as never);
    expect(check(tally)).toMatchObject({ newestAt: container, timesFrom: 'recorder' });
  });

  test('says nothing where there is no footage', () => {
    expect(check(new CardTally())).toMatchObject({ newest: null, newestAt: null, timesFrom: null });
  });
});

describe('at a docking', () => {
  let place: string;
  let card: string;
  let station: TestStation;
  beforeEach(async () => {
    place = makePlace('check');
    card = join(place, 'card');
    station = await openTestStation({ data: join(place, 'data'), clock: new SetClock() });
  });
  afterEach(async () => {
    await station.close();
    removeFolder(place);
  });

  test('ZZ-51.2 WS-19.2 the memory of the recorder is checked, and kept with the dock and its audit entry', async () => {
    putPhotos(card, 3);
    put(card, 'Media/Video/DCAM_BC240001_A01234_20261118_090000.mp4', 5_000);
    put(card, 'Temp/x.tmp', 10);
    const report = await dock(station, card);
    expect(report.check).toMatchObject({
      readOnly: false,
      files: { video: 1, photo: 3, audio: 0, other: 0 },
      leftFiles: 1,
      oldestAt: '2026-11-18T00:30:00.000Z',
      newestAt: '2026-11-18T01:00:00.000Z',
      timesFrom: 'recorder',
      newest: { kind: 'old' },
    });
    const { totalBytes, freeBytes } = report.check ?? {};
    expect(totalBytes).toBeGreaterThan(0);
    expect(freeBytes).toBeLessThanOrEqual(totalBytes ?? 0);
    const row = await station.catalog.dock(report.dock);
    expect(row).toMatchObject({ check: report.check, marks: report.marks });
    const [entry] = await entries(station, 'dock.finished');
    expect(entry?.detail.check).toEqual(report.check);
  });

  test('a recorder whose clock is ahead of the station is a finding', async () => {
    put(card, 'Media/Image/DCAM_BC240001_A01234_20261120_180000.jpg', 100);
    const report = await dock(station, card);
    expect(report).toMatchObject({ result: 'findings', code: null, counts: { sealed: 1 } });
    expect(report.marks).toContain('recorder-clock-ahead');
  });

  test('space that cannot be asked for is left open, and keeps nothing from being sealed', async () => {
    putPhotos(card, 2);
    const { cards } = station;
    const without: typeof cards = {
      open: async (request) => ({
        ...(await cards.open(request)),
        room: () => Promise.reject(new Error('EIO')),
      }),
    };
    const report = await dock({ ...station, cards: without }, card);
    expect(report).toMatchObject({ counts: { sealed: 2 }, check: { totalBytes: null, freeBytes: null } });
  });

  test('a card that nobody knows is refused without a check', async () => {
    put(card, 'holiday.txt', 3);
    expect(await dock(station, card)).toMatchObject({ result: 'refused', check: null });
  });

  test('the medium is kept with the dock, and text that is no Unicode does not stop it', async () => {
    put(card, photoName(1), 100);
    const { dockCard } = await import('../../src/ingest/dock-card.ts');
    const { dockRequest, TEST_ACTOR } = await import('../support/test-station.ts');
    const usb = { vendorId: 1, productId: 2, serial: 'x\ud800', manufacturer: null, product: null };
    const medium = {
      diskSeq: '22',
      device: 'sdb1',
      port: '1-2',
      usb,
      fileSystem: 'vfat',
      fileSystemId: 'ABCD-1234',
      sizeBytes: 5,
    };
    const report = await dockCard(
      station,
      { ...dockRequest(card), medium },
      { signal: new AbortController().signal, actor: TEST_ACTOR, onEvent: () => {} },
    );
    const kept = { ...medium, usb: { ...usb, serial: 'x\ufffd' } };
    expect((await station.catalog.dock(report.dock))?.medium).toEqual(kept);
    expect((await entries(station, 'dock.started'))[0]?.detail.medium).toEqual(kept);
  });
});

describe('the flag of a file system that was not unmounted cleanly', () => {
  const sector = (set: (bytes: Buffer) => void) => {
    const bytes = Buffer.alloc(512);
    bytes.writeUInt16LE(0xaa55, 510);
    set(bytes);
    return bytes;
  };

  test('lies where FAT32, FAT16 and exFAT keep it', () => {
    expect(isFatDirty(sector((bytes) => bytes.writeUInt8(1, 0x41)))).toBe(true);
    expect(isFatDirty(sector((bytes) => bytes.writeUInt8(1, 0x25)))).toBe(false);
    const fat16 = sector((bytes) => {
      bytes.writeUInt16LE(200, 22);
      bytes.writeUInt8(1, 0x25);
    });
    expect(isFatDirty(fat16)).toBe(true);
    expect(isExfatDirty(sector((bytes) => bytes.writeUInt16LE(2, 106)))).toBe(true);
    expect(isExfatDirty(sector((bytes) => bytes.writeUInt16LE(1, 106)))).toBe(false);
  });

  test('is unknown where there is none, or nobody may look', async () => {
    expect(await isVolumeDirty('/dev/nothing-here', 'vfat')).toBeNull();
    expect(await isVolumeDirty('/dev/sda', 'ext4')).toBeNull();
    expect(await isVolumeDirty('overlay', 'vfat')).toBeNull();
  });
});
