import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, addMonths, dateAt } from '../../src/evidence/calendar-date.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { RULE_PATHS } from '../../src/retention/policy.ts';
import { policyText } from '../../src/retention/read-policies.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { shippedPolicy } from '../retention/shipped-policies.ts';
import { type SignedStation, signedStation } from './signed-station.ts';

let station: SignedStation;
let one: RecordingId;
const today = () => dateAt(utcOf(Date.now()), 'Asia/Shanghai');
beforeEach(async () => {
  station = await signedStation();
  [one] = (await station.dock(['IMG_0001.JPG'])) as [RecordingId];
});
afterEach(() => station.remove());

/** As if it had been adopted long ago. */
async function adopted(id: string): Promise<void> {
  const policy = shippedPolicy(id);
  const text = policyText(policy);
  await station.inStation(async ({ catalog }) => {
    const since = utcOf(0);
    const row = { policy: id, version: policy.version, text, sha256: sha256Of(text) };
    const facts = { adoptedBy: 'head', adoptedAt: since, effectiveFrom: since, approval: null };
    await catalog.adoptPolicy({ ...row, ...facts }, { entry: draft('policy.adopted'), approval: null });
  });
}

/** The next version of the station's own copy. */
function rewrite(id: string, version: number, ...changes: readonly (readonly [string, string])[]): void {
  const path = join(station.folder, 'policies', `${id}.yaml`);
  const text = readFileSync(path, 'utf8').replace(/^version: \d+$/m, `version: ${version}`);
  writeFileSync(
    path,
    changes.reduce((all, [from, to]) => {
      expect(all).toContain(from);
      return all.replace(from, to);
    }, text),
  );
}

const PATROL = 'patrol:\n    value: 6 months';
const DEFAULT = 'default:\n    value: 2 years';

async function classed(name: string): Promise<void> {
  await station.as('keeper');
  await station.sealdock(['recording', 'class', one, name, '--reason', 'x']);
}

async function approve(request: string, digest: string): Promise<void> {
  await station.as('head');
  const given = [
    'approval',
    'decide',
    request,
    '--approve',
    '--reason',
    '同意',
    '--digest',
    digest.slice(0, 12),
  ];
  expect(await station.sealdock(given)).toMatchObject({ exit: 0 });
  await station.as('keeper');
}

describe('before any policy was adopted', () => {
  test('list and gaps say that nothing is due, and gaps end with exit code 3', async () => {
    const list = await station.sealdock(['policy', 'list']);
    expect(list.stdout).toContain('No policy was ever adopted: nothing is due, and nothing is destroyed.');
    const gaps = await station.sealdock(['--lang', 'zh', 'policy', 'gaps']);
    expect(gaps.exit).toBe(3);
    expect(gaps.stdout).toContain('default 第 1 版 从未启用');
    expect(gaps.stdout).toContain('须确定案卷的保管期限');
    expect((await station.sealdock(['status'])).stdout).toContain('nothing is due');
  });
});

describe('adopting', () => {
  test('the first policy shows what it makes due, needs a second person, waits, and is what was approved', async () => {
    await station.as('keeper');
    const dry = await station.json(['policy', 'adopt', 'default', '--dry-run']);
    expect(dry).toMatchObject({
      isDryRun: true,
      isShortening: true,
      replaces: null,
      difference: { recordings: 1, counts: { sooner: 1, later: 0, never: 0 }, newlyDue: 0 },
    });
    const asked = await station.json(['policy', 'adopt', 'default']);
    expect(await station.json(['policy', 'list'])).toMatchObject({
      policies: expect.not.arrayContaining([{ inForce: {} }]),
    });
    expect(await station.sealdock(['policy', 'adopt', 'default'])).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[not-approved]'),
    });
    await approve(asked.request, asked.contentSha256);
    const done = await station.sealdock(['policy', 'adopt', 'default']);
    const effective = addDays(today(), 30);
    expect(done.stdout).toContain(`default, version 1 is adopted and takes effect on ${effective}`);
    expect(await station.json(['retention', 'explain', one])).toMatchObject({
      policy: 'default',
      version: null,
      keep: { kind: 'for-ever' },
      others: [{ version: 1, isWaiting: true }],
    });
    const later = await station.json(['retention', 'explain', one, '--at', addDays(effective, 1)]);
    expect(later).toMatchObject({ version: 1, keep: { kind: 'day', day: addMonths(today(), 24) } });
    await station.inStation(async ({ catalog }) => {
      expect(await catalog.approval(asked.request)).toMatchObject({ state: 'executed' });
      expect(JSON.parse((await catalog.lastAuditRow('policy.adopted'))?.text ?? '')).toMatchObject({
        actor: { id: 'keeper', role: 'custodian' },
        detail: { approval: asked.request, version: 1 },
      });
    });
  });

  test('edge case 7: a longer period takes effect at once, without anybody else', async () => {
    await adopted('default');
    await classed('patrol');
    rewrite('default', 2, [PATROL, 'patrol:\n    value: 1 year']);
    const { stdout } = await station.sealdock(['policy', 'adopt', 'default']);
    expect(stdout).toMatch(/Patrol is kept +6 months +1 year +keeps longer/);
    expect(stdout).toContain('Of 1 recordings: 0 due sooner, 1 due later, 0 never due any more.');
    expect(stdout).toContain('default, version 2 is adopted and in force.');
    const { keep } = await station.json(['retention', 'explain', one]);
    expect(keep).toEqual({ kind: 'day', day: addMonths(today(), 12) });
  });

  test('edge case 8: a shorter period never breaks the floor, is shown first, and waits for a second person', async () => {
    await adopted('default');
    await station.as('keeper');
    rewrite(
      'default',
      2,
      [DEFAULT, 'default:\n    value: 1 month'],
      ['permit:\n    value: 2 years', 'permit:\n    value: 1 month'],
    );
    const asked = await station.json(['policy', 'adopt', 'default']);
    expect(asked).toMatchObject({
      difference: {
        counts: { sooner: 1 },
        lists: {
          sooner: [{ before: { day: addMonths(today(), 24) }, after: { day: addMonths(today(), 6) } }],
        },
      },
    });
    await approve(asked.request, asked.contentSha256);
    expect(await station.sealdock(['policy', 'adopt', 'default'])).toMatchObject({ exit: 0 });
    // Until its day has come, the longer one counts.
    expect(await station.json(['retention', 'explain', one])).toMatchObject({
      version: 1,
      keep: { day: addMonths(today(), 24) },
      others: [{ version: 2, isWaiting: true }],
    });
    expect(await station.json(['retention', 'explain', one, '--at', addDays(today(), 31)])).toMatchObject({
      version: 2,
      keep: { day: addMonths(today(), 6) },
    });
  });

  test('what was approved is adopted, and nothing else: a file that was changed meanwhile is refused', async () => {
    await station.as('keeper');
    const asked = await station.json(['policy', 'adopt', 'default']);
    await approve(asked.request, asked.contentSha256);
    rewrite('default', 1, [PATROL, 'patrol:\n    value: 7 months']);
    expect(await station.sealdock(['policy', 'adopt', 'default'])).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[content-changed]'),
    });
    await station.inStation(async ({ catalog }) => expect(await catalog.adoptedPolicies()).toEqual([]));
  });

  test('is no business of anybody but custodian and legal affairs, and a version is never used twice', async () => {
    expect(await station.sealdock(['policy', 'adopt', 'default'])).toMatchObject({ exit: 4 });
    await station.as('head');
    expect(await station.sealdock(['policy', 'adopt', 'default'])).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[role-missing]'),
    });
    await adopted('default');
    await station.as('legal');
    expect((await station.sealdock(['policy', 'adopt', 'default'])).stdout).toContain('nothing to adopt');
    rewrite('default', 1, [PATROL, 'patrol:\n    value: 1 year']);
    expect(await station.sealdock(['policy', 'adopt', 'default'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('expected: version: 2'),
    });
  });
});

describe('a unit', () => {
  test('C4: goes by the policy that it is given to; a shorter one waits for a second person', async () => {
    await adopted('default');
    await adopted('zhongyang');
    await classed('patrol');
    await station.sealdock(['recorder', 'register', 'BC240001', '--unit', '一中队']);
    const done = await station.sealdock([
      '--lang',
      'zh',
      'policy',
      'assign',
      '一中队',
      'zhongyang',
      '--dry-run',
    ]);
    expect(done.stdout).toContain('推后到期 1 个');
    expect(done.stdout).toContain('未作任何改动。');
    const asked = await station.json(['policy', 'assign', '一中队', 'zhongyang']);
    // Its rules are others, some of them weaker, though this recording is kept longer.
    expect(asked).toMatchObject({ difference: { counts: { sooner: 0, later: 1 } }, isShortening: true });
    await approve(asked.request, asked.contentSha256);
    expect(await station.sealdock(['policy', 'assign', '一中队', 'zhongyang'])).toMatchObject({ exit: 0 });
    expect(await station.json(['retention', 'explain', one])).toMatchObject({
      policy: 'zhongyang',
      isWaiting: true,
      units: ['一中队'],
      keep: { day: addMonths(today(), 24) },
    });
    const same = await station.sealdock(['policy', 'assign', '一中队', 'zhongyang']);
    expect(same.stdout).toBe('一中队 goes by zhongyang already.\n');
  });

  test('is given to no policy that was never adopted', async () => {
    await station.as('keeper');
    expect(await station.sealdock(['policy', 'assign', '--everybody', 'cele'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('[policy-unknown]'),
    });
    expect(await station.sealdock(['policy', 'assign', '一中队'])).toMatchObject({ exit: 2 });
  });
});

describe('a policy is read', () => {
  test.each([
    [
      'en',
      'Patrol is kept (retention.patrol): 6 months',
      'ZZ-42.1: "日常巡查的声像资料保存期限不少于6个月。"',
    ],
    [
      'zh',
      '日常巡查的保存期限 (retention.patrol): 6 个月',
      'ZZ-42.1“日常巡查的声像资料保存期限不少于6个月。”',
    ],
  ])('CL-21.1 in %s with every rule, clause and sentence', async (lang, ...expected) => {
    const { stdout } = await station.sealdock(['--lang', lang, 'policy', 'show', 'zhuzhou']);
    for (const text of expected) expect(stdout).toContain(text);
  });

  test('CL-21.1 as it is in force, whatever has become of its file since', async () => {
    await adopted('cele');
    rewrite('cele', 2, ['default:\n    value: for-ever', 'default:\n    value: 1 year']);
    const { stdout } = await station.sealdock(['--lang', 'zh', 'policy', 'show', 'cele', '--adopted']);
    expect(stdout.split('\n')[0]).toBe('cele 第 1 版');
    expect(stdout).toMatch(/\(retention\.default\): 永久|\(retention\.default\): 长期/);
    for (const [section, name] of RULE_PATHS) expect(stdout).toContain(`(${section}.${name}): `);
    expect(stdout).toContain('长期保存');
    expect(stdout).toContain('CL-22.2d');
  });

  test('and its gaps are what the bureau must decide, the blocking ones apart', async () => {
    const { exit, stdout } = await station.sealdock(['--json', 'policy', 'gaps', 'sanming', '--blocking']);
    expect(exit).toBe(3);
    const rules = JSON.parse(stdout).data.policies[0].gaps.map(({ rule }: { rule: string }) => rule);
    expect(rules).toEqual([
      'retention.patrol',
      'retention.evidence',
      'retention.case',
      'retention.permit',
      'retention.default',
      'retention.caseFile',
      'hold.approver',
    ]);
  });

  test('beside another: which rules differ, and whether they keep shorter', async () => {
    const { rules } = await station.json(['policy', 'diff', 'zhuzhou', 'zhongyang']);
    expect(rules).toEqual(
      expect.arrayContaining([
        { rule: 'retention.patrol', before: '2 years', after: '6 months', effect: 'shortens' },
        { rule: 'retention.default', before: '2 years', after: null, effect: 'lengthens' },
      ]),
    );
  });
});
