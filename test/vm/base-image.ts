import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface BaseImage {
  readonly disk: string;
  readonly kernel: string;
  readonly initrd: string;
}

const SCRIPT = new URL('./build-guest.sh', import.meta.url).pathname;
const BUILD_LIMIT_MS = 15 * 60_000;

/**
 * The guest before anything of ours is in it. Made once by `build-guest.sh` and kept in the user's cache under the
 * digest of that script; a change of the script makes another one, and the old ones go.
 */
export function baseImage(say: (text: string) => void): BaseImage {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sealdock-vm');
  const key = createHash('sha256').update(readFileSync(SCRIPT)).digest('hex').slice(0, 16);
  const folder = join(cache, key);
  if (!existsSync(join(folder, 'complete'))) build(cache, folder, say);
  return {
    disk: join(folder, 'disk.img'),
    kernel: join(folder, 'vmlinuz'),
    initrd: join(folder, 'initrd.img'),
  };
}

function build(cache: string, folder: string, say: (text: string) => void): void {
  say('making the guest (once, about 3 minutes): debootstrap, kernel, image ...');
  const making = `${folder}.making`;
  for (const old of existsSync(cache) ? readdirSync(cache) : []) asRoot(['rm', '-rf', join(cache, old)]);
  mkdirSync(making, { recursive: true });
  const { status, error } = asRoot(['sh', SCRIPT, making]);
  if (status !== 0)
    throw new Error(`the guest could not be made: ${error?.message ?? `ended with ${status}`}`);
  // The emulator runs as whoever started the rig.
  asRoot(['chown', '-R', `${process.getuid?.() ?? 0}`, making]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(making, folder);
  writeFileSync(join(folder, 'complete'), '');
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
