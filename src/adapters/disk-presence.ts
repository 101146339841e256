import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediumPresence } from '../ports/medium-presence.ts';
import { diskSeqAt } from './mounts.ts';

export const SYSFS_BLOCK = '/sys/class/block';
/** What the kernel calls block devices: `sdb1`, `mmcblk0p1`; a slash stands as `!`. */
const DEVICE = /^[a-z][a-z0-9!_-]{0,63}$/i;

/** Asks sysfs, which answers from memory: a sick disk cannot make it wait. */
export function openDiskPresence(folder = SYSFS_BLOCK): MediumPresence {
  return {
    isThere: async ({ device, diskSeq }) => {
      if (device === null || !DEVICE.test(device)) return null;
      const at = await realpath(join(folder, device)).catch(() => null);
      if (at === null) return false;
      const now = await diskSeqAt(at);
      return diskSeq === null || now === null || now === diskSeq;
    },
  };
}
