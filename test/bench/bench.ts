import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { COPY, type Contender, clean, DROP, type Measured, PROVING_TOOLS, sealdock } from './contenders.ts';
import { measureKeeping } from './retention-bench.ts';

/*
 * `npm run bench [-- --quick] [--runs N] [--rest SECONDS] [--in FOLDER]`: sealdock beside real tools, on the same disk, in one run.
 * These machines are noisy: runs alternate, medians count, and only ratios are worth reading.
 */
const MIB = 1_048_576;
const flag = (name: string) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : (process.argv[at + 1] ?? '');
};
const isQuick = process.argv.includes('--quick');
/** So that nobody pays for the writes of the one before, or reads from the host's memory what that one has read. */
const REST_MS = 1_000 * Number(flag('--rest') ?? (isQuick ? 0 : 15));
const runs = Number(flag('--runs') ?? (isQuick ? 1 : 3));
const place = mkdtempSync(join(resolve(flag('--in') ?? '.'), '.bench-'));
const scale = isQuick ? 8 : 1;

interface Row {
  readonly scenario: string;
  readonly name: string;
  readonly proves: string;
  readonly seconds: number;
  readonly ratio: number;
  readonly cpuSeconds: number | null;
  readonly maxRssMib: number | null;
  readonly note: string;
}

const rows: Row[] = [];
try {
  requireRoom((flag('--only') === 'retention' ? 4_096 : 14_336) / scale);
  const others = process.argv.includes('--copy-only') ? [] : PROVING_TOOLS;
  if (wants('large')) {
    const cards = makeCards('large', 1, 16, (256 * MIB) / scale);
    await compare('4 GiB in 16 files', cards, [COPY, sealdock('sealdock'), ...others]);
  }
  if (wants('small')) {
    const cards = makeCards('small', 1, 2_000 / scale, MIB);
    await compare('2,000 files of 1 MiB', cards, [COPY, sealdock('sealdock')]);
  }
  if (wants('eight')) await sustain();
  if (wants('retention')) await decideAll();
} finally {
  rmSync(place, { recursive: true, force: true });
}
print();

/** `--only large|small|eight|retention` for one scenario. */
function wants(scenario: string): boolean {
  const only = flag('--only');
  return only === null || only === scenario;
}

/** Every contender once, and again, and again: what disturbs one run disturbs its neighbours too. */
async function compare(scenario: string, cards: string, contenders: readonly Contender[]): Promise<void> {
  const measured = new Map<Contender, Measured[]>(contenders.map((contender) => [contender, []]));
  for (let round = 1; round <= runs; round += 1) {
    for (const contender of contenders) {
      const target = join(place, 'target');
      execFileSync('sh', ['-c', DROP]);
      await sleep(REST_MS);
      const one = await contender.run(cards, target);
      measured.get(contender)?.push(one);
      clean(target);
      process.stderr.write(`${scenario}, run ${round}: ${one.seconds.toFixed(2)} s  ${contender.name}\n`);
    }
  }
  const base = median((measured.get(COPY) ?? []).map((one) => one.seconds));
  for (const [contender, all] of measured) {
    const seconds = median(all.map((one) => one.seconds));
    rows.push(rowOf(scenario, contender, all, seconds, seconds / base, ''));
  }
  rmSync(cards, { recursive: true, force: true });
}

/** Eight recorders that each deliver 35 MB/s, as USB 2 does: is the station faster than they are? */
async function sustain(): Promise<void> {
  const perCardBytes = (560 * MIB) / scale;
  const cards = makeCards('eight', 8, 4, perCardBytes / 4);
  const contender = sealdock('sealdock, 8 cards at 35 MB/s', 'ingest:\n  rateLimit: 35MB\n');
  const all: Measured[] = [];
  for (let round = 1; round <= runs; round += 1) {
    execFileSync('sh', ['-c', DROP]);
    const target = join(place, 'target');
    all.push(await contender.run(cards, target));
    clean(target);
  }
  const seconds = median(all.map((one) => one.seconds));
  const ideal = perCardBytes / 35e6;
  const cpu = median(all.map((one) => one.cpuSeconds ?? 0)) / seconds / cpus().length;
  const note = `${((8 * perCardBytes) / seconds / 1e6).toFixed(0)} MB/s of 280; ${(cpu * 100).toFixed(0)} % of ${cpus().length} cores`;
  rows.push(
    rowOf(
      '8 recorders at 35 MB/s',
      contender,
      all,
      seconds,
      seconds / ideal,
      `${note}; × the time the cards need`,
    ),
  );
}

/** Is the nightly pass over everything that a city keeps done before anybody notices? */
async function decideAll(): Promise<void> {
  const recordings = 1_000_000 / scale;
  for (const measured of await measureKeeping(join(place, 'keeping'), recordings, runs)) {
    const { name, cpuSeconds, limitSeconds, note } = measured;
    rows.push({
      scenario: `${recordings.toLocaleString('en-US')} recordings`,
      name,
      proves: 'what is due',
      seconds: cpuSeconds,
      ratio: cpuSeconds / limitSeconds,
      cpuSeconds,
      maxRssMib: null,
      note: `${note}; × the ${limitSeconds} s that it may take`,
    });
  }
}

function rowOf(
  scenario: string,
  contender: Contender,
  all: readonly Measured[],
  seconds: number,
  ratio: number,
  note: string,
): Row {
  const { name, proves } = contender;
  const cpu = all.flatMap((one) => one.cpuSeconds ?? []);
  const rss = all.flatMap((one) => one.maxRssBytes ?? []);
  const medium = all.some((one) => one.readBackFrom === 'cache')
    ? 'read back CACHED: no direct I/O here'
    : '';
  return {
    scenario,
    name,
    proves,
    seconds,
    ratio,
    cpuSeconds: cpu.length === 0 ? null : median(cpu),
    maxRssMib: rss.length === 0 ? null : Math.max(...rss) / MIB,
    note: [note, medium].filter((text) => text !== '').join('; '),
  };
}

/** Folders of files with random bytes, no two alike: every one is a recording of its own. */
function makeCards(name: string, count: number, files: number, sizeBytes: number): string {
  const cards = join(place, name);
  const block = randomFillSync(Buffer.alloc(MIB));
  for (let card = 0; card < count; card += 1) {
    const folder = join(cards, `BENCH${card}`);
    mkdirSync(folder, { recursive: true });
    for (let file = 0; file < files; file += 1) {
      const at = openSync(join(folder, `${String(file).padStart(5, '0')}.mp4`), 'wx');
      for (let written = 0; written < sizeBytes; written += MIB) {
        block.writeUInt32BE(card * 1e6 + file, 0);
        writeSync(at, block);
      }
      closeSync(at);
    }
  }
  execFileSync('sync');
  return cards;
}

function requireRoom(mib: number): void {
  const { bavail, bsize } = statfsSync(place);
  if (bavail * bsize > mib * MIB) return;
  throw new Error(`needs ${mib} MiB free in ${place}; name another folder with --in`);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function print(): void {
  const table = new Table({
    head: ['scenario', 'what', 's', '×', 'CPU s', 'RSS MiB', 'proves', 'note'],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    table.push([
      row.scenario,
      row.name,
      row.seconds.toFixed(row.seconds < 0.1 ? 4 : 2),
      row.ratio.toFixed(2),
      row.cpuSeconds?.toFixed(1) ?? '',
      row.maxRssMib?.toFixed(0) ?? '',
      row.proves,
      row.note,
    ]);
  }
  const machine = `${cpus()[0]?.model ?? ''}, ${cpus().length} cores, Node ${process.versions.node}`;
  process.stdout.write(`${table.toString()}\n${machine}; medians of ${runs} alternating runs\n`);
  mkdirSync('bench-results', { recursive: true });
  const at = new Date().toISOString();
  const file = `bench-results/${at.replaceAll(/[:.]/g, '-')}.json`;
  writeFileSync(file, `${JSON.stringify({ at, machine, runs, quick: isQuick, rows }, null, 2)}\n`);
  process.stdout.write(`${file}\n`);
}
