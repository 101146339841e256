import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ClearMedium } from '../evidence/clear-order.ts';
import { blockDeviceOf, listMounts, type Mount } from './mounts.ts';

/** A medium that is mounted exactly here, and what stands behind it. */
export interface MountedMedium extends ClearMedium {
  readonly mount: Mount;
  /** `stat`'s device number of everything on it. */
  readonly dev: number;
  /** Its folder in sysfs; it goes when the medium does. */
  readonly sysfs: string;
}

/** @param path as the kernel tells it, without links. Null for a plain folder and for what is no block device. */
export async function mediumMountedAt(path: string): Promise<MountedMedium | null> {
  const mount = (await listMounts()).findLast(({ mountPoint }) => mountPoint === path);
  const root = await stat(path).catch(() => null);
  const device = root === null ? null : await blockDeviceOf(root.dev);
  if (mount === undefined || root === null || device === null) return null;
  const [sysfs = '', diskSeq = ''] = device.split('#');
  return {
    path,
    device: basename(sysfs),
    diskSeq: diskSeq === '' ? null : diskSeq,
    mount,
    dev: root.dev,
    sysfs,
  };
}

/** The name of the whole disk that a partition belongs to; null for a whole disk. */
export async function diskOf(sysfs: string): Promise<string | null> {
  const isPartition = await stat(`${sysfs}/partition`).then(
    () => true,
    () => false,
  );
  return isPartition ? basename(dirname(sysfs)) : null;
}
