import { setTimeout as pause } from 'node:timers/promises';
import { type MountedMedium, mediumMountedAt } from '../mounted-medium.ts';
import { type HeldDevice, holdDevice } from './held-device.ts';
import { Refusal } from './refusal.ts';
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

/** What became of the medium after it was written to. */
export interface WritableMount<T> {
  readonly used: T;
  /** It is mounted for reading again. */
  readonly isMounted: boolean;
  /** What went wrong after `use`: then nobody knows whether the medium has all of it, or who still holds it. */
  readonly trouble: string | null;
}

/**
 * Mounts a medium for writing in a private place, for as long as `use` takes. The mount for reading goes first, and the
 * kernel refuses that while anybody reads from it; so nobody ever sees a card that is both. The device is held open all
 * the time, so that no other disk can get its name. Afterwards everything is flushed, the device is read-only again and
 * mounted where it was.
 * @param onBegin before anything is unmounted: from then on a program that dies here leaves something to be mended.
 * @throws Refusal before anything on the medium could change.
 */
export async function withWritableMount<T>(
  medium: MountedMedium,
  place: string,
  onBegin: () => Promise<void>,
  use: (root: string) => Promise<T>,
): Promise<WritableMount<T>> {
  if (!WRITABLE.has(medium.mount.fileSystem))
    throw new Refusal('unknown-file-system', medium.mount.fileSystem);
  const device = await holdDevice(medium);
  try {
    await onBegin();
    await free(medium.path);
    let isMounted = false;
    try {
      const { used, trouble } = await writing(medium, device, place, use);
      isMounted = await mountForReading(medium, device);
      return { used, isMounted, trouble };
    } finally {
      if (!isMounted) await mountForReading(medium, device);
    }
  } finally {
    device.close();
  }
}

async function writing<T>(
  medium: MountedMedium,
  device: HeldDevice,
  place: string,
  use: (root: string) => Promise<T>,
): Promise<Omit<WritableMount<T>, 'isMounted'>> {
  try {
    // Nothing of another medium in the same drive is made writable, nor mounted.
    await device.check();
    if (!device.liftProtection()) throw new Refusal('write-protected', 'the device stays read-only');
    await device.check();
    const { fileSystem, fileSystemOptions } = medium.mount;
    // Not `atime`: hashing a file is no reason to write to the card.
    const options = ['rw', SAFE, 'noatime', ...keptOptions(fileSystemOptions)].join(',');
    const mounted = runSystem('mount', ['-t', fileSystem, '-o', options, device.node, place]);
    if (!mounted.isDone) throw new Refusal('write-protected', mounted.why);
    let trouble: string | null = null;
    let used: T;
    try {
      await checkMounted(medium, place);
      used = await use(place);
    } finally {
      trouble = await endWriting(place);
    }
    return { used, trouble };
  } finally {
    device.protectAsFound();
  }
}

/** @throws Refusal when what was mounted is not the medium, or not for writing. */
async function checkMounted(medium: MountedMedium, place: string): Promise<void> {
  const now = await mediumMountedAt(place);
  if (now?.dev !== medium.dev || now.diskSeq !== medium.diskSeq)
    throw new Refusal('other-medium', 'another device was mounted');
  // `mount` falls back to reading when the device is protected.
  if (now.mount.readOnly) throw new Refusal('write-protected', 'it could only be mounted for reading');
}

/**
 * Ends what a program that died in the middle has left, before anything else is begun: mounted for writing, or not
 * mounted at all on a device that can be written to. Does nothing where everything is as it was.
 * @param medium by our own record; null when there is none.
 * @returns whether the medium is mounted for reading.
 * @throws Refusal `in-use` when somebody works in the place for writing.
 */
export async function tidyPlace(place: string, medium: MountedMedium | null): Promise<boolean> {
  const left = await mediumMountedAt(place);
  if (left !== null) {
    runSystem('sync', ['-f', place]);
    const freed = runSystem('umount', [place]);
    if (!freed.isDone) throw new Refusal('in-use', freed.why);
  }
  const concerned = medium ?? left;
  if (concerned === null) return false;
  const device = await holdDevice(concerned).catch(() => null);
  // It was pulled meanwhile, or another medium has its name: that one is not ours to touch.
  if (device === null) return false;
  try {
    device.protectAll();
    if (medium === null) return false;
    return (await mediumMountedAt(medium.path)) !== null || (await mountForReading(medium, device));
  } finally {
    device.close();
  }
}

async function free(path: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const freed = runSystem('umount', [path]);
    if (freed.isDone) return;
    if (tries >= FREE_TRIES) throw new Refusal('in-use', freed.why);
    await pause(FREE_PAUSE_MS);
  }
}

/** @returns what went wrong. */
async function endWriting(place: string): Promise<string | null> {
  const flushed = runSystem('sync', ['-f', place]);
  let freed = runSystem('umount', [place]);
  for (let tries = 1; !freed.isDone && tries < UNMOUNT_TRIES; tries += 1) {
    await pause(UNMOUNT_PAUSE_MS);
    freed = runSystem('umount', [place]);
  }
  // What is still held open is let go by the kernel when its holder ends.
  if (!freed.isDone) runSystem('umount', ['-l', place]);
  return [flushed, freed].find(({ isDone }) => !isDone)?.why ?? null;
}

async function mountForReading({ mount, path }: MountedMedium, device: HeldDevice): Promise<boolean> {
  if (!(await isSame(device))) return false;
  const { fileSystem, options, fileSystemOptions } = mount;
  const flags = options.split(',').filter((each) => KEPT_FLAG.test(each));
  // A journal is not replayed on a medium that is only read (FINDINGS 2.5).
  const journal = fileSystem === 'ext3' || fileSystem === 'ext4' ? ['noload'] : [];
  const all = ['ro', SAFE, ...flags, ...keptOptions(fileSystemOptions), ...journal].join(',');
  return runSystem('mount', ['-t', fileSystem, '-o', all, device.node, path]).isDone;
}

async function isSame(device: HeldDevice): Promise<boolean> {
  return device.check().then(
    () => true,
    () => false,
  );
}

function keptOptions(fileSystemOptions: string): readonly string[] {
  return fileSystemOptions.split(',').filter((each) => KEPT_OPTION.test(each));
}
