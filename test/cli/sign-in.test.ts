import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliIo } from '../../src/cli/cli-io.ts';
import type { CliStation, Doors } from '../../src/cli/doors.ts';
import { runCli } from '../../src/cli/program.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { PASSWORD, person, putPeople } from '../support/people.ts';
import { captureIo, testDoors } from './test-doors.ts';

let folder: string;
let agedMs = 0;
const doors = testDoors();
/** As much later as a test says. */
const later: Doors = {
  ...doors,
  openStation: async (config, role) => {
    const station = await doors.openStation(config, role);
    const read = () => ({ ...station.clock.read(), wallMs: station.clock.read().wallMs + agedMs });
    return { ...station, clock: { read } };
  },
};

beforeEach(async () => {
  agedMs = 0;
  folder = mkdtempSync(join(tmpdir(), 'sealdock-sign-in-'));
  writeFileSync(join(folder, 'pw'), `${PASSWORD}\n`);
  expect(await sealdock(['init'])).toMatchObject({ exit: 0 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sealdock(argv: readonly string[], changes: Partial<CliIo> = {}) {
  const env = { SEALDOCK_DATA: join(folder, 'data'), XDG_CONFIG_HOME: join(folder, 'own') };
  const captured = captureIo({ env, cwd: folder, ...changes });
  const exit = await runCli(argv, captured.io, later);
  return { exit, stdout: captured.stdout(), stderr: captured.stderr() };
}

async function withPeople(): Promise<void> {
  const openStation: Doors['openStation'] = async (config, role) => {
    const station: CliStation = await doors.openStation(config, role);
    const people = [person('zhou'), person('li', { roles: ['custodian'] })];
    await putPeople(station.catalog, people, utcOf(station.clock.read().wallMs));
    return station;
  };
  const env = { SEALDOCK_DATA: join(folder, 'data') };
  await runCli(['status'], captureIo({ env, cwd: folder }).io, { ...doors, openStation });
}

const login = (account = 'li') => sealdock(['login', account, '--password-file', 'pw']);
const whoami = async () => JSON.parse((await sealdock(['--json', 'whoami'])).stdout).data.person?.id ?? null;
const tokenFile = () => join(folder, 'own/sealdock', readdirSync(join(folder, 'own/sealdock'))[0] as string);

describe('the token of a session', () => {
  beforeEach(withPeople);

  test('lies in a file of the person alone, and the catalogue does not know it', async () => {
    await login();
    const token = readFileSync(tokenFile(), 'utf8').trim();
    expect(token).toHaveLength(43);
    expect(statSync(tokenFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'own/sealdock')).mode & 0o777).toBe(0o700);
    const database = readFileSync(join(folder, 'data/catalogue/sealdock.db')).toString('latin1');
    expect(database).not.toContain(token);
    expect(database).not.toContain(PASSWORD);
  });

  test('opens nothing when others could have read it, or when it is a link', async () => {
    await login();
    expect(await whoami()).toBe('li');
    chmodSync(tokenFile(), 0o644);
    expect(await whoami()).toBeNull();
    chmodSync(tokenFile(), 0o600);
    expect(await whoami()).toBe('li');
    const kept = join(folder, 'elsewhere');
    writeFileSync(kept, readFileSync(tokenFile()), { mode: 0o600 });
    const place = tokenFile();
    rmSync(place);
    symlinkSync(kept, place);
    expect(await whoami()).toBeNull();
  });

  test('is gone with the logout, and with another sign-in the one before has ended', async () => {
    await login();
    const first = readFileSync(tokenFile());
    await login('zhou');
    expect(await whoami()).toBe('zhou');
    writeFileSync(tokenFile(), first);
    expect(await whoami()).toBeNull();
    await login();
    await sealdock(['logout']);
    expect(readdirSync(join(folder, 'own/sealdock'))).toEqual([]);
  });
});

describe('a session that has ended', () => {
  beforeEach(withPeople);

  test('is told to whoever needs one, once; then nobody is signed in', async () => {
    await login();
    agedMs = 31 * 60_000;
    const list = () => sealdock(['staff', 'suspend', 'zhou', '--reason', 'x']);
    expect(await list()).toMatchObject({ exit: 4, stderr: expect.stringContaining('[session-expired]') });
    expect(await list()).toMatchObject({ exit: 4, stderr: expect.stringContaining('[not-signed-in]') });
  });

  test('leaves what nobody has to sign in for to the user of the system, and says so', async () => {
    await login();
    agedMs = 31 * 60_000;
    const { exit, stderr } = await sealdock(['recorder', 'register', 'DSJ0001']);
    expect(exit).toBe(0);
    expect(stderr).toContain('The session has ended; this is done by the system user tester.');
  });
});

test('whoever is signed in is in the log of a changed register, with the role that permits it', async () => {
  await withPeople();
  await login();
  await sealdock(['recorder', 'register', 'DSJ0001']);
  const { stdout } = await sealdock(['--json', 'audit', 'list']);
  const { entries } = JSON.parse(stdout).data;
  expect(entries.at(-1).entry).toMatchObject({
    act: 'recorder.registered',
    actor: { kind: 'staff', id: 'li', role: 'custodian', established: 'session' },
  });
});

describe('passwords', () => {
  test('are asked for on a terminal, a new one twice, and nothing of them is printed', async () => {
    const asked: string[] = [];
    const answers = ['zhou', '周敏', '', '', PASSWORD, PASSWORD];
    const answer = async (question: string) => {
      asked.push(question);
      return answers.shift() ?? '';
    };
    const prompter = { text: answer, secret: answer };
    const { exit, stdout, stderr } = await sealdock(['--lang', 'zh', 'staff', 'first'], { prompter });
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).not.toContain(PASSWORD);
    expect(asked.slice(-2)).toEqual(['口令：', '再次输入：']);
    answers.push(PASSWORD, 'New-2026-!one', 'New-2026-!two');
    expect(await sealdock(['staff', 'password', 'zhou'], { prompter })).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('The two are not the same.'),
    });
  });

  test('come from standard input, one on each line', async () => {
    await withPeople();
    const readInput = async () => `${PASSWORD}\r\nNew-2026-!one\n`;
    const change = await sealdock(['staff', 'password', 'li', '--password-stdin'], { readInput });
    expect(change).toMatchObject({
      exit: 0,
      stdout: 'The password of li is set; its sessions have ended.\n',
    });
    expect(await login()).toMatchObject({ exit: 4, stderr: expect.stringContaining('[sign-in-refused]') });
    const short = await sealdock(['staff', 'password', 'li', '--password-stdin'], {
      readInput: async () => 'one\n',
    });
    expect(short).toMatchObject({ exit: 2, stderr: expect.stringContaining('2 line(s)') });
  });

  test('are asked of nobody by a program, nor two ways at once', async () => {
    await withPeople();
    const prompter = { text: () => expect.unreachable(), secret: () => expect.unreachable() };
    expect((await sealdock(['--json', 'login', 'li'], { prompter })).exit).toBe(2);
    expect((await sealdock(['login', 'li'])).exit).toBe(2);
    const both = ['login', 'li', '--password-file', 'pw', '--password-stdin'];
    expect((await sealdock(both)).stderr).toContain('--password-stdin');
  });

  test('of somebody else are set by a security administrator only, and serve only to be changed', async () => {
    await withPeople();
    await login();
    const set = () => sealdock(['staff', 'password', 'zhou', '--password-file', 'pw']);
    expect(await set()).toMatchObject({ exit: 4, stderr: expect.stringContaining('[role-missing]') });
    await login('zhou');
    expect(await sealdock(['staff', 'password', 'li', '--password-file', 'pw'])).toMatchObject({ exit: 0 });
    expect(await login()).toMatchObject({ exit: 4, stderr: expect.stringContaining('[password-expired]') });
  });
});
