import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Doors } from '../../src/cli/doors.ts';
import { runCli } from '../../src/cli/program.ts';
import { mismatch, parseScripts, type Step } from './script.ts';
import { captureIo, testDoors } from './test-doors.ts';

const TESTDATA = join(import.meta.dirname, 'testdata');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealdock-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

for (const name of readdirSync(TESTDATA).toSorted()) {
  describe(name, () => {
    const scripts = parseScripts(readFileSync(join(TESTDATA, name), 'utf8'));
    test.each(scripts)('$title', async ({ steps }) => {
      const doors = testDoors({}, name === 'register.txt' ? 'registered' : 'any');
      for (const step of steps) await take(step, doors);
    });
  });
}

async function take(step: Step, doors: Doors): Promise<void> {
  switch (step.kind) {
    case 'file': {
      const path = join(folder, step.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, inFolder(step.text));
      const recordedAt = timeInName(step.path);
      if (recordedAt !== null) utimesSync(path, recordedAt, recordedAt);
      return;
    }
    case 'present':
    case 'absent':
      expect(existsSync(join(folder, step.path)), `${step.path} must be ${step.kind}`).toBe(
        step.kind === 'present',
      );
      return;
    case 'run': {
      const env = { SEALDOCK_DATA: join(folder, 'data'), ...step.env };
      const captured = captureIo({ env, cwd: folder });
      const exit = await runCli(step.argv.map(inFolder), captured.io, doors);
      const said = `sealdock ${step.argv.join(' ')}\n${captured.stdout()}--\n${captured.stderr()}`;
      expect(exit, said).toBe(step.exit);
      for (const [stream, expected] of [
        ['stdout', step.stdout],
        ['stderr', step.stderr],
      ] as const) {
        const wanted = mismatch(captured[stream](), expected.map(inFolder));
        if (wanted !== null) expect(captured[stream](), `${stream} of ${said}`).toBe(wanted);
      }
    }
  }
}

/** A recorder's own clock made both the name and the time of the file: a script means the same on every day. */
function timeInName(path: string): Date | null {
  const found = /(\d{4})(\d\d)(\d\d)_?(\d\d)(\d\d)(\d\d)/.exec(path);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second] = found;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}

function inFolder(text: string): string {
  return text.replaceAll('{W}', folder);
}
