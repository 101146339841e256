import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openByteMover } from '../../src/adapters/mover/open-byte-mover.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { ByteMover } from '../../src/ports/mover.ts';

/*
 * How fast a card can be copied, flushed and read back, against `cp -r` and `sync` of the same files on the same
 * disk. Runs alternate, caches are dropped before each (root), the median counts: read the ratio, not the seconds.
 * sh bin/sealdock --node test/bench/raw-mover.ts [--at folder] [--runs 3] [--set large|small|odd] [--files 8]
 */
const { values: options } = parseArgs({
  options: {
    at: { type: 'string', default: '.bench-raw' },
    runs: { type: 'string', default: '3' },
    set: { type: 'string', default: 'large' },
    /** Files under way at the same time. */
    files: { type: 'string', default: '8' },
    workers: { type: 'string', default: '2' },
  },
});
const MIB = 1_048_576;
const SETS: Readonly<Record<string, { readonly count: number; readonly sizeBytes: number }>> = {
  large: { count: 16, sizeBytes: 256 * MIB },
  small: { count: 2_000, sizeBytes: MIB },
  odd: { count: 2_000, sizeBytes: MIB + 1_234 },
};

const set = SETS[options.set] ?? { count: 16, sizeBytes: 256 * MIB };
const place = resolve(options.at);
const card = join(place, `card-${options.set}`);
const vault = join(place, 'vault');
if (fs.existsSync(options.at)) throw new Error(`${options.at} is there already, and would be removed`);
try {
  makeCard();
  await compare();
} finally {
  fs.rmSync(options.at, { recursive: true, force: true });
}

async function compare(): Promise<void> {
  const cp: number[] = [];
  const moved: number[] = [];
  const mover = openByteMover({ workers: Number(options.workers) });
  for (let run = 0; run < Number(options.runs); run += 1) {
    cp.push(await timed(() => execFileSync('sh', ['-c', `cp -r ${card}/. ${vault} && sync -f ${vault}`])));
    const cpuBefore = process.cpuUsage();
    moved.push(await timed(() => moveAll(mover)));
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuSeconds = ((user + system) / 1e6).toFixed(1);
    console.log(
      `run ${run}: cp ${cp.at(-1)?.toFixed(2)} s, mover ${moved.at(-1)?.toFixed(2)} s, ${cpuSeconds} CPU s`,
    );
  }
  await mover.close();
  const ratio = median(moved) / median(cp);
  const rssMib = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${options.set}: cp ${median(cp).toFixed(2)} s, mover ${median(moved).toFixed(2)} s`);
  console.log(`ratio ${ratio.toFixed(2)}, peak memory ${rssMib} MiB`);
}

function makeCard(): void {
  fs.mkdirSync(card, { recursive: true });
  const block = randomBytes(Math.min(set.sizeBytes, 4 * MIB));
  for (let number = 0; number < set.count; number += 1) {
    const descriptor = fs.openSync(join(card, `${number}.mp4`), 'w');
    for (let at = 0; at < set.sizeBytes; at += block.length) {
      block.writeUInt32LE(number, 0);
      fs.writeSync(descriptor, block, 0, Math.min(block.length, set.sizeBytes - at), at);
    }
    fs.closeSync(descriptor);
  }
}

async function timed(work: () => unknown): Promise<number> {
  fs.rmSync(vault, { recursive: true, force: true });
  fs.mkdirSync(vault);
  execFileSync('sync');
  fs.writeFileSync('/proc/sys/vm/drop_caches', '3');
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** As the ingest does: several files under way, each read back after its copy while others are copied. */
async function moveAll(mover: ByteMover): Promise<void> {
  const names = fs.readdirSync(card);
  const lanes = Array.from({ length: Number(options.files) }, async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) await moveOne(mover, name);
  });
  await Promise.all(lanes);
}

async function moveOne(mover: ByteMover, name: string): Promise<void> {
  const stat = fs.statSync(join(card, name));
  const common = { algorithms: ['sha256' as const], stallMs: 60_000, signal: new AbortController().signal };
  const to = join(vault, name);
  const copied = await mover.copy({
    ...common,
    cardRoot: card,
    file: {
      path: { text: name, hex: null },
      sizeBytes: stat.size,
      modifiedAt: utcOf(stat.mtimeMs),
      inode: `${stat.dev}:${stat.ino}`,
    },
    to,
    bytesPerSecond: null,
    onBytes: () => {},
  });
  const back = await mover.readBack({ ...common, path: to });
  const isProved = back.digests.sha256 === copied.digests.sha256 && back.from === 'medium';
  if (!isProved) throw new Error(`${name} was not read back equal from the medium`);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
