import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCards } from '../../src/adapters/card-folder.ts';
import { listMounts, mountFactsOf } from '../../src/adapters/mounts.ts';
import { cardsContract } from '../contracts/cards.contract.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

cardsContract('a folder', () => openCards([]));

let place: string;
beforeEach(() => {
  place = makePlace('cards');
});
afterEach(() => removeFolder(place));

describe('our own folders', () => {
  test.each([
    ['itself', 'ours', true],
    ['what is in it', 'ours/vault', true],
    ['what holds it', '.', true],
    ['a folder beside it whose name begins like it', 'ours-too', false],
    ['a folder beside it', 'card', false],
  ])('%s: refused is %s', async (_, at, refused) => {
    for (const folder of ['ours/vault', 'ours-too', 'card']) {
      fs.mkdirSync(join(place, folder), { recursive: true });
    }
    const opened = openCards([join(place, 'ours')]).open({
      path: join(place, at),
      label: null,
      medium: null,
    });
    if (refused) await expect(opened).rejects.toMatchObject({ code: 'card-is-our-own' });
    else expect((await opened).root).toBe(join(fs.realpathSync(place), at));
  });

  test('are found through links, in whichever of the two paths these are', async () => {
    fs.mkdirSync(join(place, 'real/vault'), { recursive: true });
    fs.symlinkSync('real', join(place, 'linked'));
    for (const [ours, asked] of [
      ['linked', 'real'],
      ['real', 'linked/vault'],
    ] as const) {
      const opened = openCards([join(place, ours)]).open({
        path: join(place, asked),
        label: null,
        medium: null,
      });
      await expect(opened).rejects.toMatchObject({ code: 'card-is-our-own' });
    }
  });
});

const canMount = (() => {
  const at = makePlace('may-mount');
  const done = spawnSync('mount', ['-t', 'tmpfs', 'try', at], { stdio: 'ignore' }).status === 0;
  if (done) spawnSync('umount', [at]);
  removeFolder(at);
  return done;
})();
if (!canMount) console.warn('skipped: mounts need root');

test('a machine that runs all tests can mount', () => {
  expect(canMount || process.env.CI !== 'true').toBe(true);
});

describe.skipIf(!canMount)('a mounted card', () => {
  let at: string;
  beforeEach(() => {
    at = join(place, 'mount point \\ with\tspaces');
    fs.mkdirSync(at);
  });
  afterEach(() => {
    spawnSync('umount', ['-l', at]);
  });
  const mount = (options: string) =>
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'card', at]).status).toBe(0);
  const open = () => openCards([]).open({ path: at, label: null, medium: null });

  test('tells its file system and whether anybody could write to it', async () => {
    mount('rw');
    expect((await open()).facts).toEqual({ label: null, fileSystem: 'tmpfs', dirty: null, readOnly: false });
    spawnSync('mount', ['-o', 'remount,ro', at]);
    expect((await open()).facts).toEqual({ label: null, fileSystem: 'tmpfs', dirty: null, readOnly: true });
  });

  test('that is unmounted is gone, although the folder on which it lay is there', async () => {
    mount('rw');
    fs.writeFileSync(join(at, 'file'), 'x');
    const card = await open();
    expect(await card.isStillThere()).toBe(true);
    spawnSync('umount', ['-l', at]);
    expect(await card.isStillThere()).toBe(false);
    await expect(card.readRange({ text: 'file', hex: null }, 0, 1)).rejects.toMatchObject({
      code: 'card-gone',
    });
  });

  test('whose mount another one covers is gone', async () => {
    mount('rw');
    const card = await open();
    mount('rw');
    expect(await card.isStillThere()).toBe(false);
    spawnSync('umount', ['-l', at]);
    expect(await card.isStillThere()).toBe(true);
  });

  test('is found in the mount table under its real name', async () => {
    mount('ro');
    expect((await listMounts()).filter(({ mountPoint }) => mountPoint === fs.realpathSync(at))).toMatchObject(
      [{ mountPoint: fs.realpathSync(at), fileSystem: 'tmpfs', source: 'card', readOnly: true }],
    );
    expect(await mountFactsOf(fs.realpathSync(at))).toMatchObject({ fileSystem: 'tmpfs', readOnly: true });
  });
});

test('a label that a person gives is believed', async () => {
  expect((await openCards([]).open({ path: place, label: 'CAM01', medium: null })).facts.label).toBe('CAM01');
});

test('what was told of a medium is what is mounted there, or nothing is opened', async () => {
  const told = { diskSeq: '22', device: 'sdb1', port: null, usb: null, fileSystem: null } as const;
  const medium = { ...told, fileSystemId: null, sizeBytes: null };
  await expect(openCards([]).open({ path: place, label: null, medium })).rejects.toMatchObject({
    code: 'card-gone',
  });
  const unnamed = { ...medium, diskSeq: null, device: null };
  expect((await openCards([]).open({ path: place, label: null, medium: unnamed })).root).toBe(place);
});
