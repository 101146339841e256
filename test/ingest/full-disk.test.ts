import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLocalVault } from '../../src/adapters/local-vault.ts';
import { findings, MOVERS, photoName, putPhotos, SetClock } from '../support/flow-bench.ts';
import { canLoop } from '../support/may-mount.ts';
import { expectSealedExactlyOnce, treeDigest } from '../support/sealed-once.ts';
import {
  dock,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_SETTINGS,
  type TestStation,
} from '../support/test-station.ts';

const MIB = 1_048_576;

test('a machine that runs all tests has a real disk to fill', () => {
  expect(canLoop || process.env.CI !== 'true').toBe(true);
});

/* ext4 of 16 MiB on a loop device: what it refuses, it refuses as a disk does. */
describe.skipIf(!canLoop).each(MOVERS)('on a disk that fills up, with %s,', (_, openMover) => {
  let place: string;
  let card: string;
  let disk: string;
  let ballast: string;
  let station: TestStation;

  beforeEach(() => {
    place = makePlace('full');
    card = join(place, 'card');
    disk = join(place, 'disk');
    ballast = join(disk, 'ballast');
    mountSmallDisk(join(place, 'image'), disk);
    putPhotos(card, 8, MIB);
  });
  afterEach(async () => {
    await station.mover.close();
    await station.close();
    spawnSync('umount', ['-l', disk]);
    removeFolder(place);
  });

  const open = async (minFreeBytes: number) => {
    station = await openTestStation({
      data: join(place, 'data'),
      clock: new SetClock(),
      mover: openMover(),
      settings: { ...TEST_SETTINGS, minFreeBytes, groupFiles: 2 },
      vault: await openLocalVault(join(disk, 'vault')),
    });
  };
  const freeBytes = () => {
    const { bavail, bsize } = fs.statfsSync(disk);
    return bavail * bsize;
  };

  test('edge case 23: intake stops with vault-full, removes nothing, and goes on when there is room', async () => {
    await open(0);
    fs.writeFileSync(ballast, Buffer.alloc(freeBytes() - 4 * MIB));
    const report = await dock(station, card);
    expect(report).toMatchObject({ result: 'stopped', code: 'vault-full', counts: { failed: 0 } });
    expect(report.counts.pending + report.counts.sealed).toBe(8);
    expect(report.counts.pending).toBeGreaterThan(0);
    const sealed = sealedTree(station.vault.root);

    expect(await dock(station, card)).toMatchObject({ result: 'stopped', code: 'vault-full' });
    expect(sealedTree(station.vault.root)).toEqual(expect.arrayContaining(sealed));
    fs.rmSync(ballast);
    expect((await dock(station, card)).counts).toMatchObject({ failed: 0, pending: 0 });
    await expectSealedExactlyOnce(station, card);
    expect(await findings(station)).toEqual([]);
  });

  test('what shall stay free stays free, however many files are on their way', async () => {
    putPhotos(card, 4, 3 * MIB);
    await open(8 * MIB);
    expect(freeBytes()).toBeGreaterThan(13 * MIB);
    const before = treeDigest(card);
    const report = await dock(station, card);
    expect(report).toMatchObject({ result: 'stopped', code: 'vault-full' });
    expect(freeBytes()).toBeGreaterThanOrEqual(8 * MIB - 64 * 1_024);
    expect(treeDigest(card)).toBe(before);
  });

  test('a file that claims more than the whole disk is named and not even begun, and the others are sealed', async () => {
    await open(0);
    fs.truncateSync(join(card, photoName(0)), 64 * MIB);
    const one = { ...station.settings, filesAtOnce: 1 };
    const report = await dock({ ...station, settings: one }, card);
    expect(report).toMatchObject({ result: 'findings', counts: { failed: 1, pending: 0 } });
    expect((await station.catalog.failedFiles(report.dock, 2)).map((file) => file.outcome)).toEqual([
      { kind: 'failed', code: 'card-file-too-large' },
    ]);
  });
});

/** Names and sizes of all that is sealed. */
function sealedTree(root: string): string[] {
  return fs
    .readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.staging'))
    .map(
      (entry) =>
        `${join(entry.parentPath, entry.name)} ${fs.statSync(join(entry.parentPath, entry.name)).size}`,
    )
    .sort();
}

function mountSmallDisk(image: string, at: string): void {
  fs.closeSync(fs.openSync(image, 'w'));
  fs.truncateSync(image, 16 * MIB);
  execFileSync('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-m', '0', image]);
  fs.mkdirSync(at, { recursive: true });
  execFileSync('mount', ['-o', 'loop', image, at]);
}
