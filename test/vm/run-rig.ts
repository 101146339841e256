import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoPackages } from './base-image.ts';
import { endGuests } from './guest.ts';
import { Rig } from './rig.ts';
import { scenarios } from './scenarios.ts';

/*
 * `npm run test:vm [-- --full] [-- <name> ...]`: a Debian in an emulator, with real kernel, udev and systemd, into which
 * recorders are plugged. Without --full a few of each kind.
 */
/** Files of a run that failed, for whoever looks into it: console, emulator, disks. */
const isKept = process.argv.includes('--keep');
const isFull = process.argv.includes('--full');
const names = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));

interface Line {
  readonly name: string;
  readonly rule: string;
  readonly isGood: boolean;
  readonly seconds: number;
  readonly said: string;
}

const folder = mkdtempSync(join(tmpdir(), 'sealdock-vm-'));
const say = (text: string) => void process.stdout.write(`${text}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(130));

try {
  const lines = await runAll();
  for (const line of lines)
    say(
      `${line.isGood ? 'ok    ' : 'FAILED'} ${line.name.padEnd(8)} ${line.seconds.toFixed(0).padStart(5)} s  ${line.said}`,
    );
  const bad = lines.filter(({ isGood }) => !isGood);
  say(
    bad.length === 0
      ? `the rig: ${lines.length} rules hold`
      : `the rig: ${bad.length} of ${lines.length} rules are broken`,
  );
  end(bad.length === 0 ? 0 : 1);
} catch (thrown) {
  if (thrown instanceof NoPackages) {
    say(`NOT RUN: the virtual machine with real USB, udev and systemd: ${thrown.message} / 未运行虚拟机测试`);
    end(77);
  }
  say(`the rig failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
  end(1);
}

async function runAll(): Promise<readonly Line[]> {
  const chosen = scenarios.filter(({ name, isOnlyFull = false }) =>
    names.length === 0 ? isFull || !isOnlyFull : names.includes(name),
  );
  if (chosen.length === 0)
    throw new Error(`no such scenario; there are: ${scenarios.map(({ name }) => name).join(' ')}`);
  const startedMs = performance.now();
  const rig = await Rig.set(folder, say);
  say(`the station runs, ${((performance.now() - startedMs) / 1_000).toFixed(0)} s`);
  const lines: Line[] = [];
  for (const { name, rule, run } of chosen) {
    const fromMs = performance.now();
    say(`\n${name}: ${rule}`);
    const ended = await run(rig, { isFull }).then(
      (said) => ({ isGood: true, said }),
      (thrown: unknown) => ({
        isGood: false,
        said: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
      }),
    );
    const seconds = (performance.now() - fromMs) / 1_000;
    say(`  ${ended.isGood ? 'ok' : 'FAILED'}, ${seconds.toFixed(0)} s: ${ended.said}`);
    lines.push({ name, rule, seconds, isGood: ended.isGood, said: ended.said.split('\n')[0] as string });
    if (ended.isGood) continue;
    say(await rig.station.lastWords().catch(String));
    // What follows would stand on a station in an unknown state, with cards in its ports.
    await rig.cutPowerAndBoot(null);
  }
  say('');
  await rig.guest.shutDown();
  return lines;
}

function end(code: number): never {
  endGuests();
  if (isKept || code === 1) say(`kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
