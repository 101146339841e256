import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isExfatDirty, isFatDirty } from '../../src/adapters/volume-flags.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const HELPER = readFileSync(new URL('../../systemd/sealdock-mount', import.meta.url), 'utf8');
const SECTORS = 24;

let place: string;
beforeEach(() => {
  place = makePlace('helper');
});
afterEach(() => removeFolder(place));

/** The helper's own functions, with a folder in the place of /dev; the rest of it needs root, udev and a medium. */
function flagsOf(type: string, disks: readonly Buffer[]): readonly string[] {
  const functions = ['read_flag', 'bytes', 'fat_flag', 'exfat_flag', 'ext_flag', 'flag'].map((name) => {
    const found = new RegExp(`^${name}\\(\\) \\{(.*\\}$|[^]*?\\n\\}$)`, 'm').exec(HELPER)?.[0];
    if (found === undefined) throw new Error(`the helper has no ${name}`);
    return found.replaceAll('/dev/', `${place}/`);
  });
  for (const [at, disk] of disks.entries()) writeFileSync(join(place, `disk${at}`), disk);
  const ask = `type=${type}; for name in ${disks.map((_, at) => `disk${at}`).join(' ')}; do read_flag; echo $dirty; done`;
  const said = execFileSync('sh', ['-euc', `${functions.join('\n')}\n${ask}`], { encoding: 'utf8' });
  return said.trim().split('\n');
}

function sectors(change: (sector: Buffer, at: number) => void): readonly Buffer[] {
  return Array.from({ length: SECTORS }, (_, at) => {
    const sector = randomBytes(512);
    change(sector, at);
    return sector;
  });
}

describe('ZZ-51.2 the mount helper reads whether a medium was unmounted cleanly', () => {
  test('on FAT, as the daemon that may read block devices does', () => {
    const disks = sectors((sector, at) => sector.writeUInt16LE(at % 2 === 0 ? 0 : 251, 22));
    expect(flagsOf('vfat', disks)).toEqual(disks.map((sector) => String(isFatDirty(sector))));
  });

  test('on exFAT', () => {
    const disks = sectors(() => {});
    expect(flagsOf('exfat', disks)).toEqual(disks.map((sector) => String(isExfatDirty(sector))));
  });

  test.each([
    ['clean', 1, 0x242, 'false'],
    ['not clean', 0, 0x242, 'true'],
    ['clean, with errors met', 3, 0x242, 'true'],
    ['clean, with a journal to be played back', 1, 0x246, 'true'],
  ])('on ext4 that is %s', (_, state, features, told) => {
    const disk = Buffer.alloc(2_048);
    disk.writeUInt16LE(state, 1_024 + 58);
    disk.writeUInt32LE(features, 1_024 + 96);
    expect(flagsOf('ext4', [disk])).toEqual([told]);
  });

  test('and says nothing where it cannot tell', () => {
    expect(flagsOf('ntfs', [Buffer.alloc(512)])).toEqual(['null']);
    expect(flagsOf('vfat', [Buffer.alloc(0)])).toEqual(['null']);
  });
});
