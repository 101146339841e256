import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { closeAll, openStation } from '../../src/compose.ts';
import { createStation } from '../../src/compose-init.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

let place: string;
let config: Config;
beforeEach(async () => {
  place = makePlace('close');
  config = (await loadConfig({ flags: { data: join(place, 'data') }, env: {}, cwd: place })).config;
  await createStation(config, SYSTEM_ACTOR);
});
afterEach(() => removeFolder(place));

/** What this process holds open below the station. */
async function openFiles(): Promise<string[]> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.startsWith(place));
}

test('a station whose vault cannot be opened leaves nothing open', async () => {
  rmSync(config.folders.vault, { recursive: true });
  writeFileSync(config.folders.vault, 'no folder');
  await expect(openStation(config, { role: 'ingest' })).rejects.toThrow();
  expect(existsSync('/proc/self/fd')).toBe(true);
  expect(await openFiles()).toEqual([]);
});

test('closing does every step and throws the first failure', async () => {
  const done: number[] = [];
  const step = (number: number, fails: boolean) => async () => {
    done.push(number);
    if (fails) throw new Error(String(number));
  };
  await expect(closeAll([step(1, true), step(2, true), step(3, false)])).rejects.toThrow('1');
  expect(done).toEqual([1, 2, 3]);
});
