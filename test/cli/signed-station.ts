import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { CliStation, Doors } from '../../src/cli/doors.ts';
import { runCli } from '../../src/cli/program.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import { PASSWORD, person, putPeople } from '../support/people.ts';
import { captureIo, testDoors } from './test-doors.ts';

export interface SignedStation {
  readonly folder: string;
  sealdock(argv: readonly string[]): Promise<{ exit: number; stdout: string; stderr: string }>;
  /** The data of the JSON envelope of a command that has to end well. */
  json(argv: readonly string[]): Promise<ReturnType<typeof JSON.parse>>;
  as(account: string): Promise<void>;
  inStation(use: (station: CliStation) => Promise<void>): Promise<void>;
  /** Docks recordings that were made today, and tells their ids in the order of names. */
  dock(names: readonly string[]): Promise<readonly RecordingId[]>;
  remove(): void;
}

/** A real station in a folder of its own, with a copy of the shipped policies, a custodian, legal affairs and the head of the agency. */
export async function signedStation(): Promise<SignedStation> {
  const folder = mkdtempSync(join(tmpdir(), 'sealdock-signed-'));
  const doors = testDoors();
  const run = async (argv: readonly string[], through: Doors) => {
    const env = { SEALDOCK_DATA: join(folder, 'data'), SEALDOCK_CONFIG: join(folder, 'sealdock.yaml') };
    const captured = captureIo({ env, cwd: folder });
    const exit = await runCli(argv, captured.io, through);
    return { exit, stdout: captured.stdout(), stderr: captured.stderr() };
  };
  const sealdock = (argv: readonly string[]) => run(argv, doors);
  const inStation = async (use: (station: CliStation) => Promise<void>) => {
    const openStation: Doors['openStation'] = async (config, role) => {
      const station = await doors.openStation(config, role);
      await use(station);
      return station;
    };
    expect(await run(['status'], { ...doors, openStation })).toMatchObject({ exit: 0 });
  };
  cpSync(new URL('../../config/policies', import.meta.url), join(folder, 'policies'), { recursive: true });
  writeFileSync(join(folder, 'sealdock.yaml'), 'retention: { policies: ./policies }\n');
  writeFileSync(join(folder, 'pw'), `${PASSWORD}\n`);
  expect(await sealdock(['init'])).toMatchObject({ exit: 0 });
  await inStation(async ({ catalog, clock }) => {
    const people = [
      person('zhou'),
      person('keeper', { roles: ['custodian'] }),
      person('legal', { roles: ['legal-affairs'] }),
      person('head', { roles: ['agency-head'] }),
    ];
    await putPeople(catalog, people, utcOf(clock.read().wallMs));
  });
  return {
    folder,
    sealdock,
    inStation,
    json: async (argv) => {
      const { exit, stdout, stderr } = await sealdock(['--json', ...argv]);
      expect(exit, stderr + stdout).toBe(0);
      return JSON.parse(stdout).data;
    },
    as: async (account) => {
      expect(await sealdock(['login', account, '--password-file', 'pw'])).toMatchObject({ exit: 0 });
    },
    dock: async (names) => {
      for (const name of names) {
        const path = join(folder, 'card/DCIM/100', name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, `photo ${name}`);
        const now = Date.now() / 1_000;
        utimesSync(path, now, now);
      }
      expect(await sealdock(['dock', 'card', '--recorder', 'BC240001'])).toMatchObject({ exit: 0 });
      let found: readonly { readonly id: RecordingId; readonly name: string }[] = [];
      await inStation(async ({ catalog }) => {
        const rows = await catalog.recordings({ ...EVERY_RECORDING, limit: 100 });
        found = rows.map(({ id, manifest }) => ({ id, name: manifest.file.name }));
      });
      return names.map((name) => found.find((each) => each.name === name)?.id as RecordingId);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
