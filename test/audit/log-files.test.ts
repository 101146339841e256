import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLogFolder } from '../../src/adapters/log-folder.ts';
import { logFilesContract, paths } from '../contracts/log-files.contract.ts';
import { memoryLogFiles } from '../fakes/memory-log-files.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sealdock-log-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let folders = 0;
function freshFolder(): string {
  folders += 1;
  return join(root, String(folders), 'audit');
}

logFilesContract('in memory', async () => memoryLogFiles());
logFilesContract('a folder', async () => openLogFolder(freshFolder()));

test('refuses a path that leads out of the folder', async () => {
  const log = openLogFolder(freshFolder());
  for (const path of ['../checkpoint', 'tile/../../x', '/etc/passwd', 'tile//0', './checkpoint', '']) {
    expect(() => log.read(path)).toThrow(expect.objectContaining({ code: 'defect' }));
  }
});

test('never follows a link, and lists it for the inspector to find', async () => {
  const folder = freshFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'elsewhere'), 'not the checkpoint');
  await symlink('elsewhere', join(folder, 'checkpoint'));
  const log = openLogFolder(folder);
  expect(await log.read('checkpoint')).toBeNull();
  expect(await paths(log)).toEqual(['checkpoint', 'elsewhere']);
});

test('does not list the temporary file that a power cut left behind', async () => {
  const folder = freshFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'checkpoint.812.3.tmp'), 'half a che');
  expect(await paths(openLogFolder(folder))).toEqual([]);
});

test('cuts a file that is longer than any bundle, so that it differs and never fills the memory', async () => {
  const folder = freshFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'checkpoint'), Buffer.alloc(17_000_000));
  expect((await openLogFolder(folder).read('checkpoint'))?.length).toBe(16_777_473);
});
