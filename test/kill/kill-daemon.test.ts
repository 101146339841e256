import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { SEALDOCK, sealdock } from '../support/run-sealdock.ts';
import { treeDigest } from '../support/sealed-once.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

/** The real daemon on real files, ended by the kernel. What a power cut takes beyond this is in `crash.test.ts`. */
const KILLS = 60;
/** On a slow machine more kills fall before the first seal; so many are tried until some fall in between. */
const KILLS_LIMIT = 120;
/** How long a daemon lives at most; longer where a slow machine gets nothing done in that. */
const LIFE_MS = 1_000;
const LIFE_LIMIT_MS = 10_000;
const CARDS = ['BC240001', 'BC240002', 'BC240003'];
const FILES_PER_CARD = 200;

const place = makePlace('kill');
const config = join(place, 'sealdock.yaml');
const markers = join(place, 'data', 'run', 'docked');
const daemons = new Set<ChildProcess>();
afterAll(() => {
  for (const daemon of daemons) daemon.kill('SIGKILL');
  removeFolder(place);
});

function writeConfig(rateLimit: string | null): void {
  const models = new URL('../../config/recorders', import.meta.url).pathname;
  const limit = rateLimit === null ? '' : `  rateLimit: ${rateLimit}\n`;
  writeFileSync(
    config,
    `data: ${join(place, 'data')}\nrecorders:\n  models: ${models}\n  admit: any\ningest:\n  minFree: 1MiB\n  groupWait: 20ms\n${limit}`,
  );
}

function makeCard(recorder: string): void {
  for (let n = 0; n < FILES_PER_CARD; n += 1) {
    const time = `20261118_${String(8 + Math.floor(n / 60)).padStart(2, '0')}${String(n % 60).padStart(2, '0')}00`;
    const folder = n % 5 === 0 ? 'Media/IMP' : 'Media/Video';
    const name = `DCAM_${recorder}_A01234_${time}${n % 5 === 0 ? '_IMP' : ''}.mp4`;
    const path = join(place, 'cards', recorder, folder, name);
    writeFakeClip(
      path,
      fakeClipBytes(name, n % 70 === 3 ? 0 : randomInt(1, 120_000)),
      new Date('2026-11-18T01:00:00Z'),
    );
  }
}

function dropMarkers(): void {
  for (const card of CARDS) {
    const marker = { v: 1, path: join(place, 'cards', card) };
    writeFileSync(join(markers, `.${card}.tmp`), JSON.stringify(marker));
    renameSync(join(markers, `.${card}.tmp`), join(markers, `${card}.json`));
  }
}

/** What the daemons said, for whoever has to find out why one did not start. */
const log = openSync(join(place, 'daemon.log'), 'a');

function startDaemon(): ChildProcess {
  const daemon = spawn('sh', [SEALDOCK, 'run', '--config', config], {
    stdio: ['ignore', log, log],
    detached: true,
  });
  daemons.add(daemon);
  daemon.once('exit', () => daemons.delete(daemon));
  return daemon;
}

async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  await new Promise((resolve) => daemon.once('exit', resolve));
}

function sealedCount(): number {
  return sealdock(['status', '--json', '--config', config]).json.data.totals.recordings as number;
}

test(`killed ${KILLS} times at random instants, the daemon seals every file of three cards exactly once, and the cards stay as they were`, {
  timeout: 900_000,
}, async () => {
  for (const card of CARDS) makeCard(card);
  const before = treeDigest(join(place, 'cards'));
  writeConfig('1MB');
  expect(sealdock(['init', '--config', config]).code).toBe(0);
  mkdirSync(markers, { recursive: true });
  dropMarkers();

  const sealedAtKill = new Set<number>();
  let lifeMs = LIFE_MS;
  for (let kill = 0; kill < KILLS || (sealedAtKill.size < 4 && kill < KILLS_LIMIT); kill += 1) {
    const daemon = startDaemon();
    // Every third kill may fall into the start and its recovery, the others into the work.
    if (kill % 3 > 0) await hasBegun(daemon);
    await sleep(randomInt(0, lifeMs));
    daemon.kill('SIGKILL');
    await ended(daemon);
    if (kill % 4 > 0) continue;
    const sealed = sealedCount();
    if (sealedAtKill.has(sealed)) lifeMs = Math.min(2 * lifeMs, LIFE_LIMIT_MS);
    sealedAtKill.add(sealed);
  }
  // Kills that all fell before the first seal or after the last would prove nothing.
  expect([...sealedAtKill].length > 3, [...sealedAtKill].join()).toBe(true);

  writeConfig(null);
  const last = startDaemon();
  await hasBegun(last);
  await waitUntilSettled();
  last.kill('SIGTERM');
  await ended(last);
  expect(last.exitCode).toBe(0);

  const total = CARDS.length * FILES_PER_CARD;
  expect(sealedCount()).toBe(total);
  const inspected = sealdock(['inspect', '--json', '--config', config]);
  expect(inspected.json.data.findings).toEqual([]);
  expect(inspected.code).toBe(0);
  expect(sealedDigests()).toEqual(cardDigests());
  expect(treeDigest(join(place, 'cards'))).toBe(before);
});

/** A minute and a half at ten milliseconds each: a busy machine starts late. */
const START_TRIES = 9_000;

/** The status file carries the process number of the daemon that runs. */
async function hasBegun(daemon: ChildProcess): Promise<void> {
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const text = await readFile(join(place, 'data', 'run', 'status.json'), 'utf8').catch(() => '{}');
    if ((JSON.parse(text) as { pid?: number }).pid === daemon.pid) return;
    await sleep(10);
  }
  throw new Error(
    `the daemon does not start: ${readFileSync(join(place, 'daemon.log'), 'utf8').slice(-2_000)}`,
  );
}

/** Markers go once their docks have ended. */
async function waitUntilSettled(): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (readdirSync(markers).length === 0) return;
    await sleep(100);
  }
  throw new Error(`docks did not end: ${readFileSync(join(place, 'daemon.log'), 'utf8').slice(-6_000)}`);
}

function cardDigests(): string[] {
  return digests(`find ${join(place, 'cards')} -name '*.mp4'`);
}

function sealedDigests(): string[] {
  return digests(`find ${join(place, 'data', 'vault')} -name '*.mp4'`);
}

/** By coreutils, so that not our own code says that our own code is right. */
function digests(find: string): string[] {
  const text = execFileSync('sh', ['-c', `${find} -print0 | xargs -0 sha256sum | cut -c 1-64 | sort`], {
    encoding: 'utf8',
  });
  return text.trim().split('\n');
}
