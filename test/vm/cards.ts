import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The clocks of the recorders; FAT keeps local time, and says nothing of it. */
export const RECORDER_ZONE = 'Asia/Shanghai';
const PARTITION_AT_BYTES = 1_048_576;
const MIB = 1_048_576;

export type CardFormat = 'partition' | 'superfloppy' | 'exfat' | 'ext4' | 'ntfs';

export interface CardPlan {
  readonly recorder: string;
  readonly format: CardFormat;
  readonly files: number;
  readonly bytesPerFile: number;
  readonly label?: string;
  /** Sound, or a video that lost its index; random bytes by default, of which ffprobe may make anything. */
  readonly isPlayable?: boolean;
}

/** The bytes behind the 44 of a WAVE header: PCM, mono, 8 kHz, 16 bits; ffprobe tells what a file is by its content. */
function asSound(bytes: Buffer): Buffer {
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8_000, 24);
  bytes.writeUInt32LE(16_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(bytes.length - 44, 40);
  return bytes;
}

/** An MP4 as a recorder leaves it when its battery is taken out: the frames, and no index. */
function asTorn(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(24, 0);
  bytes.write('ftypisom', 4, 'latin1');
  bytes.writeUInt32BE(512, 12);
  bytes.write('isommp41', 16, 'latin1');
  bytes.writeUInt32BE(bytes.length - 24, 24);
  bytes.write('mdat', 28, 'latin1');
  return bytes;
}

/** An image of a card, and what is on it. */
export interface CardImage {
  readonly image: string;
  readonly plan: CardPlan;
  /** SHA-256 of the footage, sorted. */
  readonly digests: readonly string[];
  readonly names: readonly string[];
  /** When the first file was last changed, as a true instant. */
  readonly firstChangedAt: string;
  /** The files as they lie on the host. */
  readonly folder: string;
}

/**
 * Makes an image with footage of `dcam-1.14` names, random inside: what is not playable is sealed all the same.
 * exFAT is only formatted here; the host may not be able to mount it, so the guest fills it (`fill-exfat.ts`).
 */
export function makeCard(image: string, plan: CardPlan): CardImage {
  const folder = `${image}.d`;
  const digests: string[] = [];
  const names: string[] = [];
  rmSync(folder, { recursive: true, force: true });
  for (let n = 0; n < plan.files; n += 1) {
    const time = `${String(8 + Math.floor(n / 60)).padStart(2, '0')}${String(n % 60).padStart(2, '0')}00`;
    const name = `DCAM_${plan.recorder}_A01234_20261118_${time}.mp4`;
    const path = join(folder, 'Media/Video', name);
    mkdirSync(dirname(path), { recursive: true });
    const random = randomBytes(plan.bytesPerFile);
    const bytes = plan.isPlayable === undefined ? random : plan.isPlayable ? asSound(random) : asTorn(random);
    writeFileSync(path, bytes);
    utimesSync(path, changedAt(n), changedAt(n));
    digests.push(createHash('sha256').update(bytes).digest('hex'));
    names.push(name);
  }
  format(image, folder, plan);
  return {
    image,
    plan,
    digests: digests.sort(),
    names,
    folder,
    firstChangedAt: changedAt(0).toISOString().replace('.000Z', 'Z'),
  };
}

/** Thirty seconds after the time in the name. */
function changedAt(n: number): Date {
  return new Date(Date.parse('2026-11-18T08:00:30+08:00') + n * 60_000);
}

/** The whole image, with what no file system shows: nothing of it may change. */
export function imageDigest(image: string): string {
  return createHash('sha256').update(readFileSync(image)).digest('hex');
}

/** Lays several cards' file systems into one disk with a partition table, one after the other. */
export function makeDisk(
  image: string,
  parts: readonly { readonly image: string; readonly type: string }[],
): void {
  const sizes = parts.map((part) => statSync(part.image).size);
  const starts = sizes.map(
    (_, at) => PARTITION_AT_BYTES + sizes.slice(0, at).reduce((sum, size) => sum + size, 0),
  );
  const end = PARTITION_AT_BYTES + sizes.reduce((sum, size) => sum + size, 0);
  execFileSync('truncate', ['-s', String(end + MIB), image]);
  const lines = parts.map(
    ({ type }, at) => `start=${(starts[at] ?? 0) / 512}, size=${(sizes[at] ?? 0) / 512}, type=${type}\n`,
  );
  execFileSync('sfdisk', ['-q', image], { input: lines.join('') });
  for (const [at, part] of parts.entries()) {
    const seek = `seek=${(starts[at] ?? 0) / MIB}`;
    execFileSync('dd', [
      `if=${part.image}`,
      `of=${image}`,
      'bs=1M',
      seek,
      'conv=notrunc,sparse',
      'status=none',
    ]);
  }
}

/** Sets the flag that a FAT which was not unmounted cleanly carries (fs/fat/inode.c, `fat_set_state`). */
export function makeFatDirty(image: string): void {
  const file = openSync(image, 'r+');
  const sector = Buffer.alloc(512);
  readSync(file, sector, 0, 512, 0);
  const at = sector.readUInt16LE(22) === 0 ? 0x41 : 0x25;
  writeSync(file, Buffer.of((sector[at] ?? 0) | 1), 0, 1, at);
  closeSync(file);
}

/** Where a file's bytes lie in the image, in sectors of 512 bytes; found by its beginning. */
export function sectorOf(card: CardImage, name: string): number {
  const start = readFileSync(join(card.folder, 'Media/Video', name)).subarray(0, 512);
  const at = readFileSync(card.image).indexOf(start);
  if (at < 0 || at % 512 !== 0) throw new Error(`${name} is not at a sector of ${card.image}`);
  return at / 512;
}

function format(
  image: string,
  folder: string,
  { format, files, bytesPerFile, label = 'CAM01' }: CardPlan,
): void {
  const sizeBytes = Math.max(64, Math.ceil((files * bytesPerFile * 1.3) / MIB) + 8) * MIB;
  rmSync(image, { force: true });
  execFileSync('truncate', ['-s', String(sizeBytes), image]);
  switch (format) {
    case 'superfloppy':
      execFileSync('mkfs.vfat', ['-n', label, image], { stdio: 'ignore' });
      fillFat(image, folder);
      return;
    case 'partition':
      execFileSync('sfdisk', ['-q', image], { input: `start=${PARTITION_AT_BYTES / 512}, type=c\n` });
      execFileSync(
        'mkfs.vfat',
        ['-F', '32', '-s', '1', '-n', label, '--offset', String(PARTITION_AT_BYTES / 512), image],
        {
          stdio: 'ignore',
        },
      );
      fillFat(`${image}@@${PARTITION_AT_BYTES}`, folder);
      return;
    case 'ext4':
      execFileSync('chmod', ['-R', 'a+rX', folder]);
      execFileSync('mke2fs', ['-q', '-t', 'ext4', '-L', label, '-d', folder, image]);
      return;
    case 'exfat':
      execFileSync('mkfs.exfat', ['-L', label, image], { stdio: 'ignore' });
      return;
    case 'ntfs': // stays empty
      execFileSync('mkfs.ntfs', ['--force', '--quick', '--label', label, image], { stdio: 'ignore' });
      return;
  }
}

function fillFat(target: string, folder: string): void {
  execFileSync('mcopy', ['-i', target, '-s', '-m', '-n', join(folder, 'Media'), '::'], {
    env: { ...process.env, TZ: RECORDER_ZONE, MTOOLS_SKIP_CHECK: '1' },
  });
}
