import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.ts';
import { openSystemClock } from '../../src/adapters/system-clock.ts';
import { runCli } from '../../src/cli/program.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { Hold } from '../../src/evidence/hold.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import { policyText } from '../../src/retention/read-policies.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { shippedPolicy } from '../retention/shipped-policies.ts';
import { PASSWORD, person, putPeople } from '../support/people.ts';
import { captureIo, testDoors } from './test-doors.ts';

const NO = '市监罚〔2026〕12号';
const PEOPLE = [
  person('admin'),
  person('wang', { roles: ['custodian'] }),
  person('li', { roles: ['legal-affairs'] }),
  person('zhao', { roles: ['deputy-head', 'custodian'] }),
  person('guo', { roles: ['officer'] }),
];

let place: string;
let dock: string;
let recordings: readonly string[];
let signedIn: Set<string>;
beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'sealdock-hold-'));
  mkdirSync(join(place, 'card/Media/Image'), { recursive: true });
  writeFileSync(join(place, 'pw'), `${PASSWORD}\n`);
  for (const second of ['12', '13', '14']) {
    const path = join(place, `card/Media/Image/DCAM_DSJ0001_OFF123_20261120_1011${second}.jpg`);
    writeFileSync(path, `photo ${second}`);
    utimesSync(path, new Date('2026-11-20T02:11:12Z'), new Date('2026-11-20T02:11:12Z'));
  }
  await run('nobody', 'init');
  dock = (await data('nobody', 'dock', 'card')).docks[0].report.dock;
  recordings = (await data('nobody', 'recording', 'list')).recordings.map(({ id }: { id: string }) => id);
  await withCatalog((catalog) => putPeople(catalog, PEOPLE, '2026-11-20T00:00:00.000Z' as UtcTime));
  signedIn = new Set();
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

async function withCatalog(act: (catalog: Catalog) => Promise<void>): Promise<void> {
  const catalog = openSqliteCatalog(join(place, 'data/catalogue/sealdock.db'), openSystemClock());
  await act(catalog).finally(() => catalog.close());
}

/** With the entries that tell so, because `inspect` compares. */
async function adopt(id: string): Promise<void> {
  const text = policyText(shippedPolicy(id));
  const at = '2026-01-01T00:00:00.000Z' as UtcTime;
  const { version } = shippedPolicy(id);
  const facts = { version, sha256: sha256Of(text), adoptedBy: 'zhao', adoptedAt: at };
  const adopted = { ...facts, effectiveFrom: at, approval: null };
  const assigned = { policy: id, assignedBy: 'zhao', assignedAt: at, effectiveFrom: at, approval: null };
  await withCatalog(async (catalog) => {
    const told = { ...draft('policy.adopted'), object: { kind: 'policy', id } as const, detail: adopted };
    await catalog.adoptPolicy({ policy: id, text, ...adopted }, { entry: told, approval: null });
    const { policy, ...detail } = assigned;
    const of = {
      ...draft('policy.assigned'),
      object: { kind: 'unit', id: '*' } as const,
      after: policy,
      detail,
    };
    await catalog.assignUnit({ unit: '', ...assigned }, { entry: of, approval: null });
  });
}

/** One command of one person, each with a home of their own. */
async function ask(who: string, ...argv: string[]) {
  if (signedIn?.has(who) === false && PEOPLE.some(({ id }) => id === who)) {
    signedIn.add(who);
    await ask(who, 'login', who, '--password-file', 'pw');
  }
  const env = { SEALDOCK_DATA: join(place, 'data') };
  const captured = captureIo({ env, cwd: place, home: join(place, `home-${who}`), user: who });
  const exit = await runCli(argv, captured.io, testDoors());
  return { exit, stdout: captured.stdout(), stderr: captured.stderr() };
}
async function run(who: string, ...argv: string[]): Promise<string> {
  const { exit, stdout, stderr } = await ask(who, ...argv);
  expect(exit, stderr).toBe(0);
  return stdout;
}
// biome-ignore lint/suspicious/noExplicitAny: what a command tells as JSON is looked at by each test
async function data(who: string, ...argv: string[]): Promise<any> {
  return JSON.parse(await run(who, '--json', ...argv)).data;
}
async function code(who: string, ...argv: string[]): Promise<string> {
  const { exit, stdout } = await ask(who, '--json', ...argv);
  return `${exit} ${JSON.parse(stdout).error.code}`;
}
/** Takes the next step of what a hold waits for. */
async function decide(who: string, hold: Hold, decision: '--approve' | '--refuse') {
  const id = hold.approval ?? '';
  const { request } = await data(who, 'approval', 'show', id);
  const digest = request.contentSha256.slice(0, 12);
  return data(who, 'approval', 'decide', id, decision, '--reason', '核实', '--digest', digest);
}
const stateOf = async (hold: Hold): Promise<string> =>
  (await data('wang', 'hold', 'show', hold.id)).hold.state;

describe('sealdock hold', () => {
  test('ZY-19.1h a hold blocks as proposed until the deputy head, who is another person, has decided', async () => {
    await adopt('zhongyang');
    const [id = ''] = recordings;
    const place = ['hold', 'place', '--recording', id, '--ground', 'cause'];
    expect(await code('wang', ...place)).toBe('2 text-required');
    expect(await code('guo', ...place, '--reason', '案情重大')).toBe('4 role-missing');
    expect(await code('nobody', ...place, '--reason', '案情重大')).toBe('4 not-signed-in');
    const { hold } = await data('wang', ...place, '--reason', '案情重大');
    expect(hold).toMatchObject({ state: 'proposed', clause: 'ZY-19.1h', placedBy: 'wang' });
    expect(await code('wang', 'approval', 'withdraw', hold.approval, '--reason', '撤回')).toBe(
      '4 state-differs',
    );
    expect(await code('wang', 'hold', 'release', hold.id, '--reason', '误报')).toBe('4 state-differs');
    const clearable = await data('wang', 'card', 'clearable', dock);
    expect(clearable).toMatchObject({ wouldGo: 2, kept: { held: 1 } });
    expect(clearable.shown[0].holds).toEqual([hold.id]);
    expect((await decide('zhao', hold, '--approve')).request.state).toBe('executed');
    expect(await stateOf(hold)).toBe('placed');
  });

  test('a proposal that is refused ends with its reason, and its recording may go again', async () => {
    await adopt('zhongyang');
    const [id = ''] = recordings;
    const { hold } = await data('guo', 'recording', 'incident', id, 'obstruction', '--text', '推搡执法人员');
    expect(hold).toMatchObject({ state: 'proposed', ground: 'obstruction-abuse-assault', clause: 'ZY-12' });
    expect((await data('wang', 'card', 'clearable', dock)).wouldGo).toBe(2);
    await decide('zhao', hold, '--refuse');
    expect(await stateOf(hold)).toBe('refused');
    expect((await data('wang', 'card', 'clearable', dock)).wouldGo).toBe(3);
    expect((await data('wang', 'hold', 'list')).holds).toEqual([]);
    expect((await data('wang', 'hold', 'list', '--all')).holds).toHaveLength(1);
  });

  test('ZZ-43.0 ZZ-43.1 a complaint holds at once, and owes a copy until it is made', async () => {
    await adopt('zhuzhou');
    await run('wang', 'case', 'add', NO, '--type', 'penalty', '--party', '某某商行');
    const { hold } = await data('guo', 'hold', 'complain', '--party', '某某商行', '--text', '来访投诉');
    expect(hold).toMatchObject({ state: 'placed', clause: 'ZZ-43.1', owesOfflineCopy: true, approval: null });
    expect((await data('wang', 'card', 'clearable', dock)).wouldGo).toBe(3);
    await run('wang', 'case', 'link', NO, ...recordings.slice(0, 2), '--evidence');
    expect((await data('wang', 'card', 'clearable', dock)).wouldGo).toBe(1);
    const open = async () => (await data('wang', 'hold', 'list', '--open-copies')).holds.length;
    expect(await open()).toBe(1);
    expect(await code('guo', 'hold', 'copy-made', hold.id, '--reference', '光盘 118')).toBe('4 role-missing');
    await run('wang', 'hold', 'copy-made', hold.id, '--reference', '光盘 118');
    expect(await open()).toBe(0);
    expect(await code('wang', 'hold', 'copy-made', hold.id, '--reference', '光盘 119')).toBe(
      '4 state-differs',
    );
    const unlink = ['case', 'remove-link', NO, recordings[0] ?? '', '--reason', '误关联'];
    expect(await code('wang', ...unlink)).toBe('4 state-differs');
  });

  test('releasing takes a second person, and blocks until that one has decided', async () => {
    await adopt('zhuzhou');
    const { hold } = await data(
      ...(['wang', 'hold', 'place', '--recorder', 'DSJ0001', '--to', '2026-11-20T10:11:14'] as const),
      ...(['--ground', 'reconsideration-litigation'] as const),
    );
    expect(hold.target).toEqual({
      kind: 'list',
      query: expect.stringContaining('DSJ0001'),
      recordings: recordings.slice(0, 2),
    });
    const asked = (await data('zhao', 'hold', 'release', hold.id, '--reason', '判决已生效')).hold;
    expect(asked.state).toBe('release-requested');
    expect((await data('wang', 'card', 'clearable', dock)).wouldGo).toBe(1);
    const show = (await data('zhao', 'approval', 'show', asked.approval)).request;
    const decideOwn = [
      'approval',
      'decide',
      asked.approval,
      '--approve',
      '--reason',
      'x',
      '--digest',
      show.contentSha256,
    ];
    expect(await code('zhao', ...decideOwn)).toBe('4 own-request');
    expect(await code('li', ...decideOwn)).toBe('4 role-missing');
    await run('zhao', 'approval', 'withdraw', asked.approval, '--reason', '由他人提出');
    expect(await stateOf(hold)).toBe('placed');
    const again = (await data('wang', 'hold', 'release', hold.id, '--reason', '判决已生效')).hold;
    expect((await decide('zhao', again, '--approve')).request.state).toBe('executed');
    expect(await stateOf(hold)).toBe('released');
    expect((await data('wang', 'card', 'clearable', dock)).wouldGo).toBe(3);
    expect(await code('wang', 'hold', 'release', hold.id, '--reason', 'x')).toBe('4 state-differs');
    expect((await ask('nobody', 'inspect')).stdout).toContain('Nothing wrong was found.');
  });

  test('without any policy a complaint blocks on a built-in ground, and legal affairs decide', async () => {
    const [id = ''] = recordings;
    const { hold } = await data(
      'wang',
      'hold',
      'complain',
      '--recording',
      id,
      '--as',
      'litigation',
      '--text',
      '起诉状',
    );
    expect(hold).toMatchObject({
      state: 'proposed',
      ground: 'complaint',
      clause: null,
      text: 'litigation: 起诉状',
    });
    await decide('li', hold, '--approve');
    expect(await stateOf(hold)).toBe('placed');
    expect(await code('wang', 'hold', 'place', '--recording', id, '--ground', 'cause')).toBe(
      '2 ground-unknown',
    );
  });

  test('lies on exactly one thing that there is', async () => {
    await adopt('zhuzhou');
    const [id = ''] = recordings;
    const ground = ['--ground', 'mass-incident-emergency'];
    expect(await code('wang', 'hold', 'place', ...ground)).toBe('2 usage');
    expect(await code('wang', 'hold', 'place', ...ground, '--recording', id, '--party', '王某')).toBe(
      '2 usage',
    );
    expect(await code('wang', 'hold', 'place', ...ground, '--recorder', 'NIX')).toBe('2 usage');
    expect(await code('wang', 'hold', 'place', ...ground, '--case', '无')).toBe('2 case-unknown');
    expect(await code('wang', 'hold', 'show', 'hold-20261120T101112-01234567')).toBe('2 hold-unknown');
  });

  test('tells people in both languages, in tables and beside a recording', async () => {
    await adopt('wenshang');
    const [id = ''] = recordings;
    expect(await run('wang', '--lang', 'zh', 'hold', 'list')).toBe('没有符合条件的长期保存（冻结）。\n');
    expect(await run('wang', 'hold', 'grounds')).toContain('WS-12.4');
    const placed = await run(
      'wang',
      '--lang',
      'zh',
      'hold',
      'place',
      '--recording',
      id,
      '--ground',
      'obstruction-abuse-assault',
    );
    expect(placed).toMatch(/^已列入长期保存：hold-\d{8}T\d{6}-[0-9a-f]{8}。/);
    expect(placed).toContain('sealdock hold copy-made hold-');
    const list = await run('wang', '--lang', 'zh', 'hold', 'list', '--recording', id);
    expect(list).toContain('阻碍执法或者侮辱、殴打执法人员（WS-12.2）');
    expect(list).toContain('待制作');
    await run('wang', 'case', 'add', NO);
    await run('wang', 'case', 'link', NO, id, '--evidence');
    const shown = await run('wang', '--lang', 'zh', 'recording', 'show', id);
    expect(shown).toMatch(new RegExp(`所属案件 +${NO}（证据）`));
    expect(shown).toMatch(/长期保存 +hold-\S+ 阻碍执法或者侮辱、殴打执法人员（WS-12\.2）/);
    const english = await run('wang', 'card', 'clearable', dock);
    expect(english).toMatch(new RegExp(`${id} is held: hold-\\S+ obstruction-abuse-assault \\(WS-12\\.2\\)`));
    expect((await data('wang', 'recording', 'show', id)).holds).toHaveLength(1);
  });
});

describe('sealdock case', () => {
  test('is entered, changed, concluded, closed and reopened, each time with what was before', async () => {
    await run(
      'wang',
      'case',
      'add',
      NO,
      '--type',
      'penalty',
      '--cause',
      '无照经营',
      '--opened',
      '2026-01-05',
    );
    expect(await code('wang', 'case', 'add', NO)).toBe('2 case-known');
    expect(await code('guo', 'case', 'add', '另案')).toBe('4 role-missing');
    expect(await code('wang', 'case', 'add', '另案', '--type', 'fine')).toBe('2 usage');
    const changed = await data(
      'wang',
      'case',
      'change',
      NO,
      '--party',
      '王某',
      '--file-period',
      '10 years',
      '--reason',
      '补录',
    );
    expect(changed).toMatchObject({ isChanged: true, case: { parties: ['王某'], filePeriod: '10 years' } });
    expect((await data('wang', 'case', 'change', NO, '--party', '王某', '--reason', 'x')).isChanged).toBe(
      false,
    );
    await run('wang', 'case', 'conclude', NO, '--on', '2026-02-01');
    expect(await run('wang', 'case', 'close', NO, '--on', '2026-03-01')).toContain('2026-03-01');
    expect(await run('wang', 'case', 'close', NO, '--on', '2026-02-15')).toContain('is as it was');
    await run('wang', 'case', 'reopen', NO, '--reason', '复议撤销');
    expect(await code('wang', 'case', 'reopen', NO, '--reason', 'x')).toBe('4 state-differs');
    expect(await code('wang', 'case', 'close', NO, '--on', '2026-01-01')).toBe('2 case-invalid');
    const { case: shown } = await data('wang', 'case', 'show', NO);
    expect(shown).toMatchObject({ state: 'open', closedOn: '2026-03-01', concludedOn: '2026-02-01' });
    expect((await data('wang', 'case', 'list', '--party', '王某')).cases).toHaveLength(1);
    expect(await run('wang', '--lang', 'zh', 'case', 'list')).toMatch(
      /行政处罚 +无照经营 +王某 +办理中 +2026-03-01/,
    );
    const acts: string[] = [];
    await withCatalog(async (catalog) => {
      for (const { text } of await catalog.auditRows(0, 1_000)) {
        const { act, object, before, after } = JSON.parse(text);
        if (object.kind === 'case') acts.push(`${act} ${before} ${after}`);
      }
    });
    expect(acts).toEqual([
      'case.added null open',
      'case.changed open open',
      'case.changed open open',
      'case.changed open closed',
      'case.changed closed open',
    ]);
    expect((await ask('nobody', 'inspect')).stdout).toContain('Nothing wrong was found.');
  });

  test('links what there is, all of it or nothing that was named wrongly', async () => {
    await run('wang', 'case', 'add', NO);
    const unknown = 'DSJ0001-20261120T101112-0123456789ab';
    expect(await code('wang', 'case', 'link', NO, ...recordings, unknown)).toBe('2 recording-unknown');
    expect((await data('wang', 'case', 'show', NO)).links).toEqual([]);
    expect(await run('wang', 'case', 'link', NO, ...recordings)).toBe(`Linked to case ${NO}: 3\n`);
    expect((await data('wang', 'case', 'link', NO, ...recordings)).linked).toEqual([]);
    expect(await code('wang', 'case', 'link', '无', ...recordings)).toBe('2 case-unknown');
    const evidence = async () =>
      (await data('wang', 'case', 'show', NO)).links.map(
        ({ isEvidence }: { isEvidence: boolean }) => isEvidence,
      );
    await run('wang', 'case', 'link', NO, recordings[0] ?? '', '--evidence');
    await run('wang', 'case', 'link', NO, ...recordings);
    expect(await evidence()).toEqual([true, false, false]);
    expect(await code('wang', 'case', 'link', NO, ...recordings, '--no-evidence')).toBe('2 text-required');
    await run('wang', 'case', 'link', NO, ...recordings, '--no-evidence', '--reason', '误标');
    expect(await evidence()).toEqual([false, false, false]);
    await run('wang', 'case', 'remove-link', NO, recordings[1] ?? '', '--reason', '误关联');
    const { links } = await data('wang', 'case', 'show', NO);
    expect(links.map(({ recording }: { recording: string }) => recording)).toEqual([
      recordings[0],
      recordings[2],
    ]);
    expect((await ask('nobody', 'inspect')).stdout).toContain('Nothing wrong was found.');
  });
});
