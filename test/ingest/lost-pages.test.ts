import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type DurableFiles, durableFiles } from '../../src/adapters/durable-files.ts';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import { findings, putPhotos, recordings, SetClock } from '../support/flow-bench.ts';
import { canLoop } from '../support/may-mount.ts';
import { dock, makePlace, openTestStation, removeFolder } from '../support/test-station.ts';

const BLOCK_BYTES = 4_096;
const place = makePlace('lost');
const disk = join(place, 'disk');
const image = join(disk, 'image');
const filler = join(disk, 'filler');
const data = join(place, 'data');
const vault = join(data, 'vault');
afterAll(() => {
  spawnSync('sh', ['-c', `umount -l ${vault}; umount -l ${disk}`], { stdio: 'ignore' });
  removeFolder(place);
});

/*
 * The kernel tells of a page that it could not write once, to whoever asks first, and keeps the page in memory as if it
 * were on the disk. Here somebody else has asked: the flush succeeds, and only the medium knows.
 */
it.skipIf(!canLoop)(
  'what a flush lost without a word is not sealed, neither now nor after a restart',
  async () => {
    makeDisk();
    const card = join(place, 'card');
    putPhotos(card, 3);
    const mover = openByteMover({ workers: 1 });
    let isSick = true;
    const files: DurableFiles = {
      ...durableFiles,
      flushFileSystem: async (path) => {
        if (isSick) loseWhatIsNew();
        await durableFiles.flushFileSystem(path).catch((thrown: unknown) => {
          if (!isSick) throw thrown;
        });
      },
    };
    const first = await openTestStation({ data, files, mover, clock: new SetClock() });
    expect(await dock(first, card)).toMatchObject({ result: 'stopped', code: 'vault-read-failed' });
    expect(await recordings(first)).toEqual([]);
    await first.close();

    isSick = false;
    fs.rmSync(filler);
    const second = await openTestStation({ data, files, mover, clock: new SetClock() });
    expect(await dock(second, card)).toMatchObject({ result: 'done', counts: { sealed: 3 } });
    // Only what is on the medium counts now.
    execFileSync('umount', [vault]);
    execFileSync('mount', ['-o', 'loop', image, vault]);
    expect(await findings(second)).toEqual([]);
    await second.close();
    await mover.close();
  },
);

/** A disk behind a file of a small memory disk: when that is full, blocks that were never written cannot be. */
function makeDisk(): void {
  for (const folder of [disk, vault]) fs.mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'disk', disk]);
  execFileSync('dd', ['if=/dev/urandom', `of=${image}`, 'bs=1M', 'count=64', 'status=none']);
  const features = 'nodiscard,lazy_itable_init=1,lazy_journal_init=1';
  execFileSync('mkfs.ext4', ['-q', '-F', '-b', String(BLOCK_BYTES), '-J', 'size=8', '-E', features, image]);
  execFileSync('mount', ['-o', 'loop', image, vault]);
}

/** Takes the free blocks away from under the file system, and the room to put new ones there. */
function loseWhatIsNew(): void {
  if (fs.existsSync(filler)) return;
  const device = execFileSync('findmnt', ['-no', 'SOURCE', vault], { encoding: 'utf8' }).trim();
  const told = execFileSync('dumpe2fs', [device], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  for (const [, ranges] of told.matchAll(/^\s+Free blocks: (.+)$/gm)) {
    for (const range of (ranges ?? '').split(',')) {
      const [from = 0, to = from] = range.trim().split('-').map(Number);
      const at = ['-o', String(from * BLOCK_BYTES), '-l', String((to - from + 1) * BLOCK_BYTES)];
      execFileSync('fallocate', ['-p', ...at, image]);
    }
  }
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'], { stdio: 'ignore' });
}
