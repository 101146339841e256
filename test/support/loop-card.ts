import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClearMedium } from '../../src/evidence/clear-order.ts';

/** How the mount helper mounts each of them for reading. */
const READ_OPTIONS = { ext4: 'noload', vfat: 'time_offset=480,utf8', exfat: '' } as const;

const KNOWN = readFileSync('/proc/filesystems', 'utf8');
type CardFileSystem = readonly [name: keyof typeof READ_OPTIONS, make: readonly [string, ...string[]]];

/** File systems that this kernel can write to, with how each is made. FAT is proved in the machine where it is not here. */
export const CARD_FILE_SYSTEMS = (
  [
    ['ext4', ['mkfs.ext4', '-q', '-F']],
    ['vfat', ['mkfs.vfat', '-F', '32']],
    ['exfat', ['mkfs.exfat']],
  ] as readonly CardFileSystem[]
).filter(([name]) => new RegExp(`\\b${name}$`, 'm').test(KNOWN));

const unknown = ['vfat', 'exfat'].filter((name) => !CARD_FILE_SYSTEMS.some(([known]) => known === name));
if (unknown.length > 0)
  console.warn(`skipped: clearing ${unknown.join(' and ')}, which this kernel does not know`);

/** A card in a loop device, filled, then mounted for reading on a device that is read-only. */
export class LoopCard {
  readonly home = realpathSync(mkdtempSync(join(tmpdir(), 'loop-card-')));
  readonly media = join(this.home, 'media');
  readonly path = join(this.media, 'card');
  readonly #fileSystem: CardFileSystem[0];
  device = '';

  constructor([fileSystem, make]: CardFileSystem, fill: (root: string) => void, image = 'image') {
    this.#fileSystem = fileSystem;
    mkdirSync(this.path, { recursive: true });
    const path = join(this.home, image);
    closeSync(openSync(path, 'w'));
    truncateSync(path, 64 * 1_048_576);
    execFileSync(make[0], [...make.slice(1), path], { stdio: 'ignore' });
    this.attach(image);
    try {
      this.#mount(`rw,${fileSystem === 'ext4' ? '' : READ_OPTIONS[fileSystem]}`);
      fill(this.path);
      execFileSync('umount', [this.path]);
      this.mountForReading();
    } catch (thrown) {
      this.remove();
      throw thrown;
    }
  }

  attach(image = 'image'): void {
    this.device = execFileSync('losetup', ['--find', '--show', join(this.home, image)], {
      encoding: 'utf8',
    }).trim();
    // It keeps the flag of whoever had it before.
    execFileSync('blockdev', ['--setrw', this.device]);
  }

  /** Like a card whose lock is set. */
  attachProtected(): void {
    const path = join(this.home, 'image');
    this.device = execFileSync('losetup', ['--find', '--show', '--read-only', path], {
      encoding: 'utf8',
    }).trim();
  }

  mountForReading(): void {
    execFileSync('blockdev', ['--setro', this.device]);
    this.#mount(`ro,nosuid,nodev,noexec,${READ_OPTIONS[this.#fileSystem]}`);
  }

  detach(): void {
    spawnSync('umount', ['-l', this.path], { stdio: 'ignore' });
    // A loop device keeps the flag for whoever gets it next.
    spawnSync('blockdev', ['--setrw', this.device], { stdio: 'ignore' });
    spawnSync('losetup', ['-d', this.device], { stdio: 'ignore' });
  }

  /** As the daemon learns it. */
  medium(): ClearMedium {
    const device = this.device.slice('/dev/'.length);
    return { path: this.path, device, diskSeq: readFileSync(`/sys/block/${device}/diskseq`, 'utf8').trim() };
  }

  isReadOnly(): boolean {
    return execFileSync('blockdev', ['--getro', this.device], { encoding: 'utf8' }).trim() === '1';
  }

  isMounted(): boolean {
    return statSync(this.path).dev !== statSync(this.media).dev;
  }

  #mount(options: string): void {
    const clean = options
      .split(',')
      .filter((each) => each !== '')
      .join(',');
    execFileSync('mount', ['-t', this.#fileSystem, '-o', clean, this.device, this.path]);
  }

  remove(): void {
    spawnSync('umount', ['-l', join(this.home, 'place/card')], { stdio: 'ignore' });
    this.detach();
    rmSync(this.home, { recursive: true, force: true });
  }
}
