import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDropFolder } from '../../src/adapters/drop-folder-source.ts';
import type { DockRequest } from '../../src/evidence/dock.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { until } from '../support/until.ts';

const canMount = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;
if (!canMount) console.warn('skipped: mounts need root');

let place: string;
let stop = async () => {};
beforeEach(() => {
  place = fs.realpathSync(makePlace('drop'));
});
afterEach(async () => {
  await stop();
  spawnSync('umount', ['-l', join(place, 'drop')]);
  removeFolder(place);
});

test.skipIf(!canMount)('ZZ-9 a drop folder is docked for what no kernel notice tells of', async () => {
  const path = join(place, 'drop');
  fs.mkdirSync(path);
  const told: DockRequest[] = [];
  const folder = { path, recorder: null, model: null };
  const source = openDropFolder(folder, 50, () => 'dock-x' as DockId, undefined, 50);
  stop = await source.start(
    (request) => told.push(request),
    () => {},
  );
  const toldAre = (count: number) => until(() => told.length >= count);
  await toldAre(1);
  // Another file system in its place: inotify goes on watching the folder below it, as it would with a server's files.
  expect(spawnSync('mount', ['-t', 'tmpfs', 'share', path]).status).toBe(0);
  fs.writeFileSync(join(path, 'a.mp4'), 'x');
  await toldAre(2);
  await sleep(300);
  const before = told.length;
  fs.appendFileSync(join(path, 'a.mp4'), 'more');
  await toldAre(before + 1);
});
