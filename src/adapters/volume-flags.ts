import { open } from 'node:fs/promises';

const SECTOR_BYTES = 512;

/**
 * Does the file system say that it was not unmounted cleanly? FAT and exFAT keep a flag in their first sector, which is
 * read from the block device, and nothing is written. Null for other file systems, and for a daemon that may not read
 * block devices: most of them must not.
 */
export async function isVolumeDirty(
  source: string | null,
  fileSystem: string | null,
): Promise<boolean | null> {
  const flag = FLAGS[fileSystem ?? ''];
  if (flag === undefined || source === null || !source.startsWith('/dev/')) return null;
  try {
    const device = await open(source, 'r');
    try {
      const sector = Buffer.alloc(SECTOR_BYTES);
      const { bytesRead } = await device.read(sector, 0, SECTOR_BYTES, 0);
      return bytesRead === SECTOR_BYTES && isBootSector(sector) ? flag(sector) : null;
    } finally {
      await device.close();
    }
  } catch {
    return null;
  }
}

const FLAGS: Readonly<Record<string, (sector: Buffer) => boolean>> = {
  vfat: isFatDirty,
  exfat: isExfatDirty,
};

/**
 * Bit 0 of the byte that Windows and Linux keep beside the drive number (fs/fat/inode.c, `fat_set_state`): at 0x41 of a
 * FAT32, whose 16-bit count of sectors per FAT is 0, at 0x25 of a FAT12 or FAT16.
 */
export function isFatDirty(sector: Buffer): boolean {
  const isFat32 = sector.readUInt16LE(22) === 0;
  return ((sector[isFat32 ? 0x41 : 0x25] ?? 0) & 1) === 1;
}

/** `VolumeDirty`, bit 1 of `VolumeFlags` (exFAT file system specification, 3.1.13.2). */
export function isExfatDirty(sector: Buffer): boolean {
  return (sector.readUInt16LE(106) & 2) === 2;
}

function isBootSector(sector: Buffer): boolean {
  return sector.readUInt16LE(510) === 0xaa55;
}
