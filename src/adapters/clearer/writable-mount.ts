import * as fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClearEnd } from '../../evidence/clearing.ts';
import { diskOf, type MountedMedium, mediumMountedAt } from '../mounted-medium.ts';
import { runSystem } from './system-call.ts';

/** Those that recorders write, and that the kernel's own drivers are trusted to write to. */
const WRITABLE = new Set(['vfat', 'exfat', 'ext2', 'ext3', 'ext4']);
/** How names and times are read: with other ones a file would not be recognised (FINDINGS 2.5). */
const KEPT_OPTION =
  /^(?:(?:uid|gid|fmask|dmask|umask|allow_utime|codepage|iocharset|shortname|time_offset|tz)=[A-Za-z0-9_-]+|utf8|sys_tz)$/;
const KEPT_FLAG = /^(?:noatime|relatime|nodiratime|nosymfollow)$/;
const SAFE = 'nosuid,nodev,noexec';
/** Whoever only looks whether the card is there lets go of it at once; whoever reads does not. */
const FREE_TRIES = 6;
const FREE_PAUSE_MS = 250;
const UNMOUNT_TRIES = 10;
const UNMOUNT_PAUSE_MS = 500;

/** Why nothing could be done with the medium. */
export class Refusal extends Error {
  readonly end: ClearEnd;

  constructor(end: ClearEnd, why: string) {
    super(why);
    this.end = end;
  }
}

/**
 * Mounts a medium for writing in a private place, for as long as `use` takes. The mount for reading goes first, and the
 * kernel refuses that while anybody reads from it; so nobody ever sees a card that is both. Afterwards everything is
 * flushed, the device is read-only again and mounted where it was.
 * @throws Refusal before anything on the medium could change.
 */
export async function withWritableMount<T>(
  medium: MountedMedium,
  place: string,
  use: (root: string) => Promise<T>,
): Promise<{ readonly used: T; readonly isMounted: boolean }> {
  if (!WRITABLE.has(medium.mount.fileSystem))
    throw new Refusal('unknown-file-system', medium.mount.fileSystem);
  const node = deviceNodeOf(medium);
  makePlace(place);
  await free(medium.path);
  let isMounted = false;
  try {
    const used = await writing(medium, node, place, use);
    isMounted = mountForReading(medium, node);
    return { used, isMounted };
  } finally {
    if (!isMounted) mountForReading(medium, node);
  }
}

async function writing<T>(
  medium: MountedMedium,
  node: string,
  place: string,
  use: (root: string) => Promise<T>,
): Promise<T> {
  const protectAgain = await liftProtection(medium, node);
  try {
    const { fileSystem, fileSystemOptions } = medium.mount;
    // Not `atime`: hashing a file is no reason to write to the card.
    const options = ['rw', SAFE, 'noatime', ...keptOptions(fileSystemOptions)].join(',');
    const mounted = runSystem('mount', ['-t', fileSystem, '-o', options, node, place]);
    if (!mounted.isDone) throw new Refusal('write-protected', mounted.why);
    try {
      const now = await mediumMountedAt(place);
      if (now?.dev !== medium.dev || now.diskSeq !== medium.diskSeq)
        throw new Refusal('other-medium', 'another device was mounted');
      // `mount` falls back to reading when the device is protected.
      if (now.mount.readOnly) throw new Refusal('write-protected', 'it could only be mounted for reading');
      return await use(place);
    } finally {
      runSystem('sync', ['-f', place]);
      await unmount(place);
    }
  } finally {
    protectAgain();
  }
}

/**
 * Ends what a program that died has left mounted for writing, before anything else is begun.
 * @throws Refusal `in-use` when somebody works there: another one of us.
 */
export async function tidyPlace(place: string, mountedBefore: string | null): Promise<void> {
  const left = await mediumMountedAt(place);
  if (left === null) return;
  const freed = runSystem('umount', [place]);
  if (!freed.isDone) throw new Refusal('in-use', freed.why);
  const node = deviceNodeOf(left);
  for (const each of await nodesOf(left, node)) runSystem('blockdev', ['--setro', each]);
  if (mountedBefore !== null) mountForReading({ ...left, path: mountedBefore }, node);
}

function makePlace(place: string): void {
  fs.mkdirSync(place, { recursive: true, mode: 0o700 });
  const { uid, mode } = fs.lstatSync(place);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0)
    throw new Refusal('failed', `${place} is not ours alone`);
}

/** @throws Refusal when the node under that name is another device. */
function deviceNodeOf({ device, dev }: MountedMedium): string {
  const node = `/dev/${device.replaceAll('!', '/')}`;
  const facts = fs.statSync(node, { throwIfNoEntry: false });
  if (facts === undefined || !facts.isBlockDevice() || facts.rdev !== dev)
    throw new Refusal('other-medium', `${node} is not the medium`);
  return node;
}

/** The partition's node, and that of its disk: both protect what is on it. */
async function nodesOf({ sysfs }: MountedMedium, node: string): Promise<readonly string[]> {
  const disk = await diskOf(sysfs);
  return disk === null ? [node] : [node, `/dev/${disk.replaceAll('!', '/')}`];
}

/** @returns how to set it again where it was set; the partition itself is protected in any case. */
async function liftProtection(medium: MountedMedium, node: string): Promise<() => void> {
  const nodes = await nodesOf(medium, node);
  const isProtected = (each: string) => runSystem('blockdev', ['--getro', each]).stdout.trim() !== '0';
  const protectedBefore = nodes.filter((each) => each === node || isProtected(each));
  const protectAgain = () => {
    for (const each of protectedBefore) runSystem('blockdev', ['--setro', each]);
  };
  for (const each of protectedBefore) runSystem('blockdev', ['--setrw', each]);
  if (nodes.some(isProtected)) {
    protectAgain();
    throw new Refusal('write-protected', 'the device stays read-only');
  }
  return protectAgain;
}

async function free(path: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const freed = runSystem('umount', [path]);
    if (freed.isDone) return;
    if (tries >= FREE_TRIES) throw new Refusal('in-use', freed.why);
    await pause(FREE_PAUSE_MS);
  }
}

async function unmount(place: string): Promise<void> {
  for (let tries = 1; tries <= UNMOUNT_TRIES; tries += 1) {
    if (runSystem('umount', [place]).isDone) return;
    await pause(UNMOUNT_PAUSE_MS);
  }
  // What is still held open is let go by the kernel when its holder ends; everything was flushed before.
  runSystem('umount', ['-l', place]);
}

function mountForReading({ mount, path }: MountedMedium, node: string): boolean {
  const { fileSystem, options, fileSystemOptions } = mount;
  const flags = options.split(',').filter((each) => KEPT_FLAG.test(each));
  // A journal is not replayed on a medium that is only read (FINDINGS 2.5).
  const journal = fileSystem === 'ext3' || fileSystem === 'ext4' ? ['noload'] : [];
  const all = ['ro', SAFE, ...flags, ...keptOptions(fileSystemOptions), ...journal].join(',');
  return runSystem('mount', ['-t', fileSystem, '-o', all, node, path]).isDone;
}

function keptOptions(fileSystemOptions: string): readonly string[] {
  return fileSystemOptions.split(',').filter((each) => KEPT_OPTION.test(each));
}
