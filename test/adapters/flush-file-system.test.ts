import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { flushWithSync, openFlushing, PagesLost } from '../../src/adapters/flush-file-system.ts';
import { canLoop } from '../support/may-mount.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

describe('flushes of a file system', () => {
  it('that are asked for while one runs are done together, by one that began later', async () => {
    const ends: (() => void)[] = [];
    const flush = openFlushing(() => new Promise((resolve) => ends.push(resolve)));
    const first = flush('/vault');
    await turn();
    const later = [flush('/vault'), flush('/vault'), flush('/vault')];
    await turn();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await first;
    await turn();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await Promise.all(later);
    expect(ends).toHaveLength(2);
  });

  it('fail for good once pages were lost, for that path alone: the kernel tells it once', async () => {
    let calls = 0;
    const flush = openFlushing(async (path) => {
      calls += 1;
      if (path === '/sick' && calls === 1) throw new PagesLost('write-back failed');
    });
    const together = await Promise.allSettled([flush('/sick'), flush('/sick')]);
    expect(together.map((end) => end.status)).toEqual(['rejected', 'rejected']);
    await expect(flush('/sick')).rejects.toThrow('write-back failed');
    expect(calls).toBe(1);
    await flush('/sound');
  });

  it('go on after a failure that lost nothing', async () => {
    let calls = 0;
    const flush = openFlushing(async () => {
      calls += 1;
      if (calls === 1) throw new Error('no process to be had');
    });
    await expect(flush('/vault')).rejects.toThrow('no process');
    await flush('/vault');
  });
});

describe('sync(1)', () => {
  const place = makePlace('flush');
  const vault = join(place, 'vault');
  const disk = join(place, 'disk');
  afterAll(() => {
    if (canLoop) spawnSync('sh', ['-c', `umount -l ${vault}; umount -l ${disk}`], { stdio: 'ignore' });
    removeFolder(place);
  });

  it('flushes, and tells a path that is not there apart from lost pages', async () => {
    await flushWithSync(place);
    await expect(flushWithSync(join(place, 'none'))).rejects.not.toBeInstanceOf(PagesLost);
  });

  it.skipIf(!canLoop)('tells pages that a failing disk has lost', async () => {
    for (const folder of [disk, vault]) mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'disk', disk]);
    // A disk of 64 MiB that has only 4: writing fails where the file system cannot know it beforehand.
    execFileSync('truncate', ['-s', '64M', join(disk, 'image')]);
    execFileSync('mkfs.ext4', ['-q', '-F', join(disk, 'image')]);
    execFileSync('mount', ['-o', 'loop', join(disk, 'image'), vault]);
    await flushWithSync(vault);
    writeFileSync(join(vault, 'file'), randomBytes(8 * 1_048_576));
    await expect(flushWithSync(vault)).rejects.toBeInstanceOf(PagesLost);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
