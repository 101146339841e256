import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliStation, Doors } from '../../src/cli/doors.ts';
import { runCli } from '../../src/cli/program.ts';
import type { ApprovalId, ApprovalRequest } from '../../src/evidence/approval.ts';
import type { Person, StaffId } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { requestApproval } from '../../src/staff/approvals.ts';
import { acting, PASSWORD, person, putPeople } from '../support/people.ts';
import { alterBehindItsBack } from '../support/raw-database.ts';
import { captureIo, testDoors } from './test-doors.ts';

const APR = 'apr-20261120T101112-01234567';

let folder: string;
let request: ApprovalRequest;
const doors = testDoors();
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealdock-approval-'));
  writeFileSync(join(folder, 'pw'), `${PASSWORD}\n`);
  expect(await sealdock(['init'])).toMatchObject({ exit: 0 });
  await inStation(async ({ catalog, clock }) => {
    const now = utcOf(clock.read().wallMs);
    const people = [
      person('zhou'),
      person('asks', { roles: ['custodian', 'agency-head'] }),
      person('legal', { roles: ['legal-affairs', 'agency-head'], name: '赵法' }),
      person('head', { roles: ['agency-head'] }),
    ];
    await putPeople(catalog, people, now);
    const asks = acting((await catalog.person('asks' as StaffId)) as Person, now, 'custodian');
    const change = requestApproval(
      {
        id: APR as ApprovalId,
        kind: 'destruction',
        subject: { kind: 'batch', id: 'batch-2026-11-1' },
        reason: '当事人投诉',
        content: { ground: '投诉\u202e举报', recordings: ['DSJ0001-20261120T101112-0123456789ab'] },
        steps: [
          { role: 'legal-affairs', kind: 'opinion' },
          { role: 'agency-head', kind: 'decision' },
        ],
      },
      asks,
    );
    await catalog.keepApproval(change);
    request = change.after;
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sealdock(argv: readonly string[], through: Doors = doors) {
  const captured = captureIo({ env: { SEALDOCK_DATA: join(folder, 'data') }, cwd: folder });
  const exit = await runCli(argv, captured.io, through);
  return { exit, stdout: captured.stdout(), stderr: captured.stderr() };
}

async function inStation(use: (station: CliStation) => Promise<void>): Promise<void> {
  const openStation: Doors['openStation'] = async (config, role) => {
    const station = await doors.openStation(config, role);
    await use(station);
    return station;
  };
  await sealdock(['status'], { ...doors, openStation });
}

async function as(account: string): Promise<void> {
  expect(await sealdock(['login', account, '--password-file', 'pw'])).toMatchObject({ exit: 0 });
}

const decide = (verdict: string, digest = request.contentSha256.slice(0, 12)) =>
  sealdock(['approval', 'decide', APR, verdict, '--reason', '属实', '--digest', digest]);

describe('a request', () => {
  test('is listed as long as it is open, with whose decision it waits for', async () => {
    const { stdout } = await sealdock(['--lang', 'zh', 'approval', 'list']);
    expect(stdout).toMatch(
      /apr-20261120T101112-01234567 {2}销毁 {2}batch-2026-11-1 {2}asks .*待审批 {2}法规科/,
    );
    expect((await sealdock(['approval', 'list', '--state', 'refused'])).stdout).toBe(
      'No such request waits.\n',
    );
    const json = JSON.parse((await sealdock(['--json', 'approval', 'list'])).stdout);
    expect(json.data.requests).toMatchObject([
      { id: APR, state: 'open', contentSha256: request.contentSha256 },
    ]);
    expect((await sealdock(['approval', 'list', '--all', '--limit', '1'])).stdout).toContain(
      `--all --after ${APR}`,
    );
  });

  test.each([
    ['en', '--- what is decided on: this, and nothing else ---', 'legal affairs'],
    ['zh', '——— 审批内容（仅限以下所列）———', '法规科'],
  ])(
    'is shown whole in %s, with what is decided on made safe for a terminal and its digest',
    async (lang, frame, role) => {
      const { stdout } = await sealdock(['--lang', lang, 'approval', 'show', APR]);
      expect(stdout).toContain(`${frame}\n{\n  "ground": "投诉\\u{202e}举报",\n  "recordings": [\n`);
      expect(stdout).toContain(request.contentSha256);
      expect(stdout).toContain(role);
      expect(stdout).toContain(`--digest ${request.contentSha256.slice(0, 12)}`);
    },
  );

  test('that nobody made is named', async () => {
    expect(await sealdock(['approval', 'show', 'apr-20261120T101112-99999999'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('[approval-unknown]'),
    });
  });
});

describe('a decision', () => {
  test('is taken step by step by different people, and is in the log with the role that was used', async () => {
    expect(await decide('--approve')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[not-signed-in]'),
    });
    await as('head');
    expect(await decide('--approve')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[role-missing]'),
    });
    await as('legal');
    expect(await decide('--refuse')).toMatchObject({
      exit: 0,
      stdout: 'Step 1 is decided: refused. The request is open.\n',
    });
    expect(await decide('--approve')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[same-person]'),
    });
    await as('asks');
    expect(await decide('--approve')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[own-request]'),
    });
    await as('head');
    expect((await decide('--approve')).stdout).toBe(
      'Step 2 is decided: approved. The request is approved.\n',
    );
    expect(await decide('--approve')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[already-decided]'),
    });
    const log = JSON.parse((await sealdock(['--json', 'audit', 'list'])).stdout);
    const entries = log.data.entries.map(({ entry }: { entry: { act: string; actor: object } }) => entry);
    expect(entries.filter(({ act }: { act: string }) => act === 'approval.decided')).toMatchObject([
      {
        actor: { kind: 'staff', id: 'legal', role: 'legal-affairs', established: 'session' },
        reason: '属实',
      },
      {
        actor: { kind: 'staff', id: 'head', role: 'agency-head', established: 'session' },
        after: 'approved',
      },
    ]);
    expect((await sealdock(['inspect'])).exit).toBe(0);
  });

  test('on something else than what was shown is refused', async () => {
    await as('legal');
    expect(await decide('--approve', 'aaaaaaaaaaaa')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[content-changed]'),
    });
    expect((await decide('--approve', 'abc')).exit).toBe(2);
    const content = `UPDATE approval SET content = '{"recordings":[]}'`;
    alterBehindItsBack(join(folder, 'data/catalogue/sealdock.db'), content);
    expect(await decide('--approve')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[content-changed]'),
    });
    expect(await sealdock(['inspect'])).toMatchObject({
      exit: 3,
      stdout: expect.stringContaining(`${APR}: content`),
    });
  });

  test('says one thing, with a reason', async () => {
    await as('legal');
    const line = ['approval', 'decide', APR, '--digest', request.contentSha256];
    expect((await sealdock([...line, '--reason', 'x'])).exit).toBe(2);
    expect((await sealdock([...line, '--reason', 'x', '--approve', '--refuse'])).exit).toBe(2);
    expect((await sealdock([...line, '--reason', ' ', '--approve'])).exit).toBe(2);
    expect(await sealdock([...line, '--approve'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('--reason'),
    });
  });

  test('is not needed any more when whoever asked takes the request back', async () => {
    const withdraw = () => sealdock(['approval', 'withdraw', APR, '--reason', '误报']);
    await as('legal');
    expect(await withdraw()).toMatchObject({ exit: 4, stderr: expect.stringContaining('[role-missing]') });
    await as('asks');
    expect(await withdraw()).toMatchObject({ exit: 0 });
    await as('legal');
    expect(await decide('--approve')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[already-decided]'),
    });
  });
});
