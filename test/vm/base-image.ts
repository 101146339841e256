import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface BaseImage {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

const SCRIPT = new URL('./build-guest.sh', import.meta.url).pathname;
/** What `build-guest.sh` ends with when Debian's packages cannot be had. */
const NO_PACKAGES = 77;
/** Written last; its time is that of the last use. */
const COMPLETE = 'complete';
const UNUSED_LIMIT_MS = 14 * 86_400_000;
/** Three minutes on a quiet machine; one with ten others at work has taken more than fifteen. */
const BUILD_LIMIT_MS = 60 * 60_000;

/** The rig cannot run here, which is not the same as a rule that is broken. */
export class NoPackages extends Error {}

/**
 * The guest before anything of ours is in it. Made once by `build-guest.sh` and kept in the user's cache under the
 * digest of that script; a change of the script makes another one, and those that nobody used for long go.
 */
export function baseImage(say: (text: string) => void): BaseImage {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sealdock-vm');
  const key = createHash('sha256').update(readFileSync(SCRIPT)).digest('hex').slice(0, 16);
  const folder = join(cache, key);
  if (!existsSync(join(folder, COMPLETE))) build(cache, folder, say);
  writeFileSync(join(folder, COMPLETE), '');
  return {
    disk: join(folder, 'disk.img'),
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd.img'),
  };
}

function build(cache: string, folder: string, say: (text: string) => void): void {
  say('making the guest (once, about 3 minutes): debootstrap, kernel, image ...');
  for (const old of existsSync(cache) ? readdirSync(cache) : []) {
    const usedMs = statSync(join(cache, old, COMPLETE), { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - usedMs > UNUSED_LIMIT_MS) rmSync(join(cache, old), { recursive: true });
  }
  // Another run may be making the same one: the first that is complete counts.
  const making = `${folder}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    const { status, error } = asRoot(['sh', SCRIPT, making]);
    if (status === NO_PACKAGES) throw new NoPackages('the packages of the guest cannot be had');
    if (status !== 0)
      throw new Error(`the guest could not be made: ${error?.message ?? `ended with ${status}`}`);
    // The emulator runs as whoever started the rig.
    asRoot(['chown', '-R', `${process.getuid?.() ?? 0}`, making]);
    writeFileSync(join(making, COMPLETE), '');
    if (!existsSync(folder)) renameSync(making, folder);
  } finally {
    // A build that was cut short leaves /proc and /sys mounted in there.
    for (const mounted of mountsBelow(making)) asRoot(['umount', '--lazy', mounted]);
    asRoot(['rm', '-rf', '--one-file-system', making]);
  }
}

/** The innermost first. */
function mountsBelow(folder: string): readonly string[] {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${folder}/`)).reverse();
}

function asRoot(command: readonly string[]) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', ...command];
  return spawnSync(program as string, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: BUILD_LIMIT_MS,
  });
}

/** A disk of its own for this run, which takes only what differs from the base. */
export function overlayOf(base: BaseImage, at: string): void {
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base.disk, '-F', 'raw', at]);
}
