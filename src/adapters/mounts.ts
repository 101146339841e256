import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface MountFacts {
  readonly mountPoint: string | null;
  readonly fileSystem: string | null;
  readonly source: string | null;
  readonly label: string | null;
  readonly readOnly: boolean;
}

/** The mount that a path lies on; the label only when the path is the mount's own root. */
export async function mountFactsOf(path: string): Promise<MountFacts> {
  const mounts = await listMounts();
  const holding = mounts
    .filter(
      (mount) =>
        path === mount.mountPoint || path.startsWith(mount.mountPoint === '/' ? '/' : `${mount.mountPoint}/`),
    )
    .reduce<Mount | null>(
      (best, mount) => (best && best.mountPoint.length > mount.mountPoint.length ? best : mount),
      null,
    );
  if (holding === null) {
    return { mountPoint: null, fileSystem: null, source: null, label: null, readOnly: false };
  }
  const label = holding.mountPoint === path ? await labelOf(holding.source) : null;
  const { mountPoint, fileSystem, source, readOnly } = holding;
  return { mountPoint, fileSystem, source, readOnly, label };
}

export interface Mount {
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly source: string;
  readonly readOnly: boolean;
  /** Of this mount (`ro,nosuid`), and of the file system behind it (`time_offset=480`). */
  readonly options: string;
  readonly fileSystemOptions: string;
}

/** All mounts this process sees, as `/proc/self/mountinfo` tells them (proc(5)). */
export async function listMounts(): Promise<readonly Mount[]> {
  const text = await readFile('/proc/self/mountinfo', 'utf8');
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [left, right] = line.split(' - ');
    const before = left?.split(' ') ?? [];
    const after = right?.split(' ') ?? [];
    const [mountPoint, options] = [before[4], before[5]];
    const [fileSystem, source, superOptions] = after;
    if (mountPoint === undefined || options === undefined || fileSystem === undefined || source === undefined)
      continue;
    const readOnly = isReadOnly(options) || isReadOnly(superOptions ?? '');
    mounts.push({
      mountPoint: decodeOctal(mountPoint),
      fileSystem,
      source: decodeOctal(source),
      readOnly,
      options,
      fileSystemOptions: superOptions ?? '',
    });
  }
  return mounts;
}

/**
 * What stands behind a device number: its path in sysfs and, where the kernel counts them (5.15), the DISKSEQ that a
 * replugged disk does not share. Null for what is no block device (tmpfs, overlay, network).
 */
export async function blockDeviceOf(dev: number): Promise<string | null> {
  const major = (dev >> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
  const at = await realpath(`/sys/dev/block/${major}:${minor}`).catch(() => null);
  if (at === null) return null;
  return `${at}#${(await diskSeqAt(at)) ?? ''}`;
}

/**
 * Counted since Linux 5.15; a partition lies in the folder of its disk and has its number.
 * @param at its folder in sysfs. Null where nobody counts.
 */
export async function diskSeqAt(at: string): Promise<string | null> {
  for (const folder of [at, dirname(at)]) {
    const text = await readFile(join(folder, 'diskseq'), 'utf8').catch(() => null);
    if (text !== null) return text.trim();
  }
  return null;
}

async function labelOf(source: string): Promise<string | null> {
  const device = await realpath(source).catch(() => null);
  if (device === null) return null;
  for (const name of await readdir('/dev/disk/by-label').catch(() => [])) {
    const target = await realpath(join('/dev/disk/by-label', name)).catch(() => null);
    if (target === device) return decodeUdev(basename(name));
  }
  return null;
}

function isReadOnly(options: string): boolean {
  return options.split(',').includes('ro');
}

/** mountinfo writes space, tab, newline and backslash as octal. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** udev writes what may not stand in a name as `\x20`. */
function decodeUdev(text: string): string {
  const bytes = text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
