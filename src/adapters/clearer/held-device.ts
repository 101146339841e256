import * as fs from 'node:fs';
import { diskOf, type MountedMedium } from '../mounted-medium.ts';
import { blockDeviceOf } from '../mounts.ts';
import { Refusal } from './refusal.ts';
import { runSystem } from './system-call.ts';

const { O_NONBLOCK, O_NOFOLLOW, O_RDONLY } = fs.constants;
/** The descriptor under which a command gets the device: the first after its three streams. */
const AS_DESCRIPTOR = '/proc/self/fd/3';

/**
 * A medium's device, and the disk that it is a part of, held open. As long as they are, the kernel gives neither their
 * numbers nor their names to another disk, whatever is pulled and plugged; and what is done through the descriptors is
 * done to them and to nothing else. DISKSEQ tells whether another medium lies in the same drive by now.
 */
export interface HeldDevice {
  /** Its node in `/dev`, for `mount`. */
  readonly node: string;
  /** @throws Refusal `other-medium`, `gone`. */
  check(): Promise<void>;
  /** Lifts the write protection. @returns false when the device stays read-only. */
  liftProtection(): boolean;
  /** As it was found; the device of the medium itself is protected in any case. */
  protectAsFound(): void;
  /** Whoever died in the middle has left no word of how it was found. */
  protectAll(): void;
  close(): void;
}

/** @throws Refusal `other-medium` when what has the medium's name is another device, `gone` when nothing has. */
export async function holdDevice(medium: MountedMedium): Promise<HeldDevice> {
  const node = nodeOf(medium.device);
  const disk = await diskOf(medium.sysfs);
  const held: Held[] = [];
  const close = () => {
    for (const { fd } of held) fs.closeSync(fd);
  };
  try {
    held.push(hold(node));
    if (disk !== null) held.push(hold(nodeOf(disk)));
    const device = heldDevice(medium, node, held, close);
    await device.check();
    return device;
  } catch (thrown) {
    close();
    throw thrown;
  }
}

interface Held {
  readonly fd: number;
  readonly node: string;
  readonly wasProtected: boolean;
}

function heldDevice(
  { dev, diskSeq, sysfs }: MountedMedium,
  node: string,
  held: readonly Held[],
  close: () => void,
): HeldDevice {
  const protect = (each: Held) => setFlag(each, '--setro');
  return {
    node,
    check: async () => {
      const now = await blockDeviceOf(dev);
      if (now === null || !fs.existsSync(sysfs)) throw new Refusal('gone', `${node} went away`);
      const [at, seq = ''] = now.split('#');
      const isSame =
        fs.fstatSync((held[0] as Held).fd).rdev === dev &&
        fs.statSync(node, { throwIfNoEntry: false })?.rdev === dev;
      if (!isSame || at !== sysfs || seq !== (diskSeq ?? ''))
        throw new Refusal('other-medium', `${node} is another medium by now, DISKSEQ ${seq || 'unknown'}`);
    },
    liftProtection: () => {
      for (const each of held) setFlag(each, '--setrw');
      return held.every(({ fd }) => !isProtected(fd));
    },
    protectAsFound: () => held.filter((each) => each.wasProtected || each.node === node).forEach(protect),
    protectAll: () => held.forEach(protect),
    close,
  };
}

function nodeOf(device: string): string {
  return `/dev/${device.replaceAll('!', '/')}`;
}

function hold(node: string): Held {
  let fd: number;
  try {
    fd = fs.openSync(node, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  } catch (thrown) {
    throw new Refusal('gone', String(thrown));
  }
  if (fs.fstatSync(fd).isBlockDevice()) return { fd, node, wasProtected: isProtected(fd) };
  fs.closeSync(fd);
  throw new Refusal('other-medium', `${node} is no block device`);
}

function isProtected(fd: number): boolean {
  return runSystem('blockdev', ['--getro', AS_DESCRIPTOR], fd).stdout.trim() !== '0';
}

function setFlag({ fd }: Held, flag: '--setro' | '--setrw'): void {
  runSystem('blockdev', [flag, AS_DESCRIPTOR], fd);
}
