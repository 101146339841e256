import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { flushFileSystem } from '../../src/adapters/flush-file-system.ts';
import { canLoop } from '../support/may-mount.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const place = makePlace('flush');
const vault = join(place, 'vault');
const disk = join(place, 'disk');
afterAll(() => {
  if (canLoop) spawnSync('sh', ['-c', `umount -l ${vault}; umount -l ${disk}`], { stdio: 'ignore' });
  removeFolder(place);
});

it('flushes, and tells what kept it from that', async () => {
  await flushFileSystem(place);
  await expect(flushFileSystem(join(place, 'none'))).rejects.toMatchObject({
    code: 'vault-write-failed',
    found: expect.stringContaining('No such file or directory'),
  });
});

it('a process without a free descriptor is told so and lives on', () => {
  const script = `
    import { openSync } from 'node:fs';
    import { flushFileSystem } from '${new URL('../../src/adapters/flush-file-system.ts', import.meta.url).href}';
    try { for (;;) openSync('/dev/null'); } catch {}
    await flushFileSystem('/').catch((thrown) => process.exit(thrown.code === 'vault-write-failed' ? 0 : 1));
    process.exit(2);`;
  const command = `ulimit -n 64; exec "${process.execPath}" --input-type=module --eval '${script.replaceAll("'", '"')}'`;
  expect(spawnSync('sh', ['-c', command], { encoding: 'utf8' }).status).toBe(0);
});

it.skipIf(!canLoop)('tells pages that a failing disk has lost', async () => {
  for (const folder of [disk, vault]) mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'disk', disk]);
  // A disk of 64 MiB that has only 4: writing fails where the file system cannot know it beforehand.
  execFileSync('truncate', ['-s', '64M', join(disk, 'image')]);
  execFileSync('mkfs.ext4', ['-q', '-F', join(disk, 'image')]);
  execFileSync('mount', ['-o', 'loop', join(disk, 'image'), vault]);
  await flushFileSystem(vault);
  writeFileSync(join(vault, 'file'), randomBytes(8 * 1_048_576));
  await expect(flushFileSystem(vault)).rejects.toMatchObject({ found: expect.stringContaining('error') });
});
