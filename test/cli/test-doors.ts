import { openTokenFile } from '../../src/adapters/token-file.ts';
import type { CliIo } from '../../src/cli/cli-io.ts';
import type { Doors } from '../../src/cli/doors.ts';
import { createStation, openStation, readModels, readPolicyAt, readPolicyFolder } from '../../src/compose.ts';
import { startWitness } from '../../src/compose-audit.ts';
import type { Actor } from '../../src/evidence/audit-entry.ts';
import type { ProbeFacts } from '../../src/ports/probe.ts';
import type { Admission } from '../../src/recorders/admit-recorder.ts';
import { plainCards } from '../support/plain-cards.ts';

const ACTOR: Actor = { kind: 'os-user', id: 'tester', role: 'operator', established: 'os-login' };

/** What a password costs is no matter of these tests. */
const LOW_COST = { memoryKiB: 8, passes: 1, lanes: 1 };

const PROBED: ProbeFacts = {
  playable: true,
  durationMs: 61_000,
  videoCodec: 'h264',
  audioCodec: 'aac',
  widthPx: 1920,
  heightPx: 1080,
  complaint: null,
};

/**
 * Real stations in a folder of the test; only ffprobe and the daemon are stand-ins. Whatever looks like a recorder's
 * card is taken unless a test is about the register.
 */
export function testDoors(changes: Partial<Doors> = {}, admit: Admission = 'any'): Doors {
  return {
    version: '1.2.3',
    readModels,
    readPolicies: readPolicyFolder,
    readPolicy: readPolicyAt,
    startWitness,
    createStation: (config) => createStation(config, ACTOR),
    openStation: async (config, role) => {
      const station = await openStation({ ...config, recorders: { ...config.recorders, admit } }, { role });
      return {
        ...station,
        cards: plainCards(station.cards),
        prober: { probe: async () => PROBED },
        staff: { ...station.staff, cost: LOW_COST },
      };
    },
    openTokenFile: async (path) => openTokenFile(path),
    startDaemon: async ({ config }, io) => {
      io.stdout.write(`a daemon in ${config.data}\n`);
      return 0;
    },
    ...changes,
  };
}

export interface Captured {
  readonly io: CliIo;
  stdout(): string;
  stderr(): string;
}

export function captureIo(changes: Partial<CliIo> = {}): Captured {
  const written = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  const io: CliIo = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    cwd: '/',
    isTTY: false,
    columns: null,
    rows: null,
    isOutputClosed: false,
    prompter: null,
    readInput: async () => '',
    home: changes.cwd ?? '/nonexistent',
    user: 'tester',
    onInterrupt: () => () => {},
    ...changes,
  };
  return { io, stdout: () => written.stdout, stderr: () => written.stderr };
}
