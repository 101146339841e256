import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MediumPresence } from '../ports/medium-presence.ts';

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

/** Counted since Linux 5.15; a partition lies in the folder of its disk and has its number. Null where nobody counts. */
async function diskSeqAt(at: string): Promise<string | null> {
  for (const folder of [at, dirname(at)]) {
    const text = await readFile(join(folder, 'diskseq'), 'utf8').catch(() => null);
    if (text !== null) return text.trim();
  }
  return null;
}
