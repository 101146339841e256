import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * `node test/bench/plug-to-byte.ts [FOLDER]`: what the station itself adds to a plug, without an emulator: from the
 * rename of a mount helper's marker to the recorder in the status file, and to its first byte in the vault. Each round
 * is a card of its own; the first one is told apart, because it meets a daemon that has just started.
 */
const ROUNDS = 9;
const LIMIT_MS = 30_000;
const SEALDOCK = new URL('../../bin/sealdock', import.meta.url).pathname;
const MODELS = new URL('../../config/recorders', import.meta.url).pathname;

const place = mkdtempSync(join(resolve(process.argv[2] ?? '.'), '.bench-'));
const config = join(place, 'sealdock.yaml');
const [data, docked] = [join(place, 'data'), join(place, 'docked')];
writeFileSync(
  config,
  `data: ${data}\nrecorders: { models: ${MODELS}, admit: any }\ndocking: { markers: ${docked} }\ningest: { minFree: 1MiB }\n`,
);
execFileSync('sh', [SEALDOCK, 'init', '--config', config], { stdio: 'ignore' });
const daemon = spawn('sh', [SEALDOCK, 'run', '--config', config], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  await until(() => statusText() !== '');
  await sleep(2_000);
  const rounds: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push(await dockOnce(`BC24${String(round).padStart(4, '0')}`));
    await sleep(300);
  }
  const [first, ...others] = rounds as [Round, ...Round[]];
  print('the first card after the start', first);
  print(`the median of ${others.length} others`, {
    recognised: median(others.map(({ recognised }) => recognised)),
    firstByte: median(others.map(({ firstByte }) => firstByte)),
  });
} finally {
  await end(daemon);
  rmSync(place, { recursive: true, force: true });
}

interface Round {
  /** Milliseconds after the rename. */
  readonly recognised: number;
  readonly firstByte: number;
}

async function dockOnce(recorder: string): Promise<Round> {
  const card = join(place, recorder);
  mkdirSync(join(card, 'Media/Video'), { recursive: true });
  for (const minute of ['00', '01', '02', '03']) {
    const name = `DCAM_${recorder}_A01234_20261118_08${minute}00.mp4`;
    writeFileSync(join(card, 'Media/Video', name), randomBytes(4_000_000));
  }
  const marker = join(place, 'new.json');
  writeFileSync(marker, JSON.stringify({ v: 1, path: card, label: 'CAM01' }));
  const startedMs = performance.now();
  renameSync(marker, join(docked, `${recorder}.json`));
  let recognised = 0;
  let firstByte = 0;
  await until(() => {
    const ms = performance.now() - startedMs;
    if (recognised === 0 && statusText().includes(`"recorder":"${recorder}"`)) recognised = ms;
    if (firstByte === 0 && hasStagedByte()) firstByte = ms;
    return recognised > 0 && firstByte > 0;
  });
  await until(() => new RegExp(`"recorder":"${recorder}"[^}]*"phase":"finished"`).test(statusText()));
  return { recognised, firstByte };
}

function statusText(): string {
  try {
    return readFileSync(join(data, 'run/status.json'), 'utf8');
  } catch {
    return '';
  }
}

/** On the medium, because the bytes go there past the page cache. */
function hasStagedByte(): boolean {
  const staging = join(data, 'vault/.staging');
  return readdirSync(staging).some((key) => {
    return (statSync(join(staging, key, 'bytes'), { throwIfNoEntry: false })?.size ?? 0) > 0;
  });
}

async function until(happened: () => boolean): Promise<void> {
  for (const endMs = performance.now() + LIMIT_MS; !happened(); await sleep(1)) {
    if (performance.now() > endMs) throw new Error(`not within ${LIMIT_MS / 1_000} s`);
  }
}

function print(what: string, { recognised, firstByte }: Round): void {
  const text = `marker → recognised in the status ${recognised.toFixed(0)} ms → first byte ${(firstByte - recognised).toFixed(0)} ms`;
  process.stdout.write(`${what}: ${text}\n`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

async function end(process: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGTERM');
  await ended;
}
