import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliStation } from '../../src/cli/doors.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { type UtcTime, utcOf } from '../../src/evidence/time.ts';
import type { Policy } from '../../src/retention/policy.ts';
import { policyText } from '../../src/retention/read-policies.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { draftBatch } from '../contracts/destruction.contract.ts';
import { PASSWORD } from '../support/people.ts';
import { type SignedStation, signedStation } from './signed-station.ts';
import { testDoors } from './test-doors.ts';

/** The command line on a real station, whose clock cannot be set: the draft is made as if the years had passed. */
let at: SignedStation;
beforeEach(async () => {
  at = await signedStation();
});
afterEach(() => at.remove());

type Steps = Policy['destruction']['steps']['value'];
const HEAD_DECIDES: Steps = [{ role: 'agency-head', kind: 'decision' }];
const BATCH = 'batch-2029-01-1';

async function withDraft(station: CliStation, ids: readonly string[]): Promise<void> {
  const { catalog } = station;
  const batch = { ...draftBatch(1, '2029-01'), id: BATCH as never };
  await catalog.createBatch(batch, draft('batch.drafted'));
  const why = JSON.stringify({ class: 'patrol', base: '2026-11-18', reasons: [] });
  const items = ids.map((recording) => ({
    recording: recording as never,
    keepUntil: '2026-11-19' as never,
    why,
  }));
  await catalog.addItems(batch.id, items, () => draft('batch.added'));
}

/** As if it had been adopted long ago: by these steps, and nothing cools off. */
async function adoptDefault(station: CliStation, steps: Steps): Promise<void> {
  const policy = (await testDoors().readPolicies(station.config)).get('default');
  if (policy === undefined) throw new Error('no policy');
  const { destruction, retention } = policy;
  const text = policyText({
    ...policy,
    retention: {
      ...retention,
      believeClockDays: { ...retention.believeClockDays, value: 3_650 },
      onExpiry: { ...retention.onExpiry, value: 'propose-destruction' },
    },
    destruction: {
      ...destruction,
      steps: { ...destruction.steps, value: steps },
      coolingOffDays: { ...destruction.coolingOffDays, value: 0 },
      anchorMaxDays: { ...destruction.anchorMaxDays, value: null },
    },
  });
  const adopted = {
    policy: 'default',
    version: policy.version,
    text,
    sha256: sha256Of(text),
    adoptedBy: 'head',
    adoptedAt: utcOf(0),
    effectiveFrom: utcOf(0),
    approval: null,
  };
  const told = {
    ...draft('policy.adopted'),
    object: { kind: 'policy', id: 'default' } as const,
    detail: adopted,
  };
  await station.catalog.adoptPolicy(adopted, { entry: told, approval: null });
}

describe('destruction on the command line', () => {
  test('without anything there is nothing to show, in both languages', async () => {
    expect(await at.sealdock(['destruction', 'list', '--lang', 'zh'])).toMatchObject({
      exit: 0,
      stdout: '没有销毁批次。\n',
    });
    expect(await at.sealdock(['retention', 'due', '--lang', 'en'])).toMatchObject({
      exit: 0,
      stdout: 'Nothing is due.\n',
    });
    const unknown = await at.sealdock(['destruction', 'show', BATCH]);
    expect(unknown.exit).toBe(2);
    const odd = await at.sealdock(['destruction', 'show', 'everything']);
    expect(odd.exit).toBe(2);
  });

  test('a sweep tells what it found, and is in the log', async () => {
    await at.dock(['a.jpg', 'b.jpg']);
    const report = await at.json(['retention', 'sweep']);
    expect(report).toMatchObject({ recordings: 2, added: 0 });
    const { stdout } = await at.sealdock(['audit', 'list', '--limit', '100']);
    expect(stdout).toMatch(/sweep/i);
  });

  test('nothing is executed without the id typed again, two witnesses, a person, and an approval', async () => {
    const ids = await at.dock(['a.jpg', 'b.jpg']);
    await at.inStation((station) => withDraft(station, ids));
    await at.as('keeper');
    const preview = await at.sealdock(['destruction', 'execute', BATCH, '--lang', 'en']);
    expect(preview).toMatchObject({ exit: 0 });
    expect(preview.stdout).toMatch(/Nothing was done/);
    const execute = ['destruction', 'execute', BATCH, '--execute'];
    expect((await at.sealdock(execute)).exit).toBe(2);
    expect((await at.sealdock([...execute, '--confirm', 'batch-2029-01-2'])).exit).toBe(2);
    await at.sealdock(['logout']);
    expect((await at.sealdock([...execute, '--confirm', BATCH])).exit).toBe(4);
    expect(await at.json(['recording', 'list'])).toMatchObject({ recordings: [{}, {}] });
  });

  test('a draft is shown, struck and withdrawn; a register there is only of what was executed', async () => {
    const ids = await at.dock(['a.jpg', 'b.jpg', 'c.jpg']);
    await at.inStation((station) => withDraft(station, ids));
    await at.as('keeper');
    const struck = await at.sealdock([
      'destruction',
      'strike',
      BATCH,
      ids[0] as string,
      '--reason',
      '另案需要',
      '--lang',
      'zh',
    ]);
    expect(struck).toMatchObject({ exit: 0 });
    expect(struck.stdout).toContain('已从');
    const shown = await at.sealdock(['destruction', 'show', BATCH, '--lang', 'zh']);
    expect(shown.stdout).toMatch(/草拟/);
    expect(shown.stdout).toMatch(/另案需要/);
    expect((await at.sealdock(['destruction', 'register', BATCH])).exit).toBe(4);
    const withdrawn = await at.sealdock([
      'destruction',
      'withdraw',
      BATCH,
      '--reason',
      '再议',
      '--lang',
      'zh',
    ]);
    expect(withdrawn.stdout).toBe(`${BATCH} 已撤回，未销毁任何内容。\n`);
    expect((await at.sealdock(['destruction', 'submit', BATCH, '--reason', 'x'])).exit).not.toBe(0);
  });

  test('ZZ-6.1 legal affairs looks into every ledger, appraises and strikes out, and neither proposes nor executes', async () => {
    const ids = await at.dock(['a.jpg', 'b.jpg']);
    await at.inStation(async (station) => {
      await adoptDefault(station, [
        { role: 'legal-affairs', kind: 'opinion' },
        { role: 'agency-head', kind: 'decision' },
      ]);
      await withDraft(station, ids);
    });
    await at.as('legal');
    for (const ledger of [
      ['destruction', 'list'],
      ['destruction', 'show', BATCH],
      ['retention', 'due'],
      ['hold', 'list', '--all'],
      ['case', 'list'],
      ['approval', 'list'],
      ['recorder', 'list'],
      ['staff', 'list'],
      ['dock', 'list'],
      ['audit', 'list'],
      ['reconcile'],
      ['inspect'],
    ]) {
      expect((await at.sealdock(ledger)).exit, ledger.join(' ')).toBeOneOf([0, 3]);
    }
    const submit = ['destruction', 'submit', BATCH, '--reason', '到期'];
    expect(await at.sealdock(submit)).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[role-missing]'),
    });
    await at.as('keeper');
    expect(await at.sealdock(submit)).toMatchObject({ exit: 0 });
    await at.as('legal');
    const strike = ['destruction', 'strike', BATCH, ids[0] as string, '--reason', '涉诉'];
    const struck = await at.json(strike);
    const { request } = await at.json(['approval', 'show', struck.batch.approval]);
    const given = ['--approve', '--reason', '无异议', '--digest', request.contentSha256];
    expect(await at.sealdock(['approval', 'decide', request.id, ...given])).toMatchObject({ exit: 0 });
    expect((await at.json(['approval', 'show', request.id])).request).toMatchObject({
      state: 'open',
      decisions: [{ by: 'legal', role: 'legal-affairs' }],
    });
    const execute = ['destruction', 'execute', BATCH, '--execute', '--confirm', BATCH];
    expect((await at.sealdock(execute)).exit).toBe(4);
  });

  test('edge case 23: on a full disk intake stops with an alarm, and what is due is neither gone nor made room of', async () => {
    const ids = await at.dock(['a.jpg', 'b.jpg']);
    await at.inStation(async (station) => {
      await adoptDefault(station, HEAD_DECIDES);
      await withDraft(station, ids);
    });
    const vault = () => readdirSync(join(at.folder, 'data/vault'), { recursive: true }).sort();
    const before = vault();
    const config = join(at.folder, 'sealdock.yaml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}ingest: { minFree: 100TiB }\n`);
    expect((await at.sealdock(['status', '--lang', 'zh'])).stdout).toContain('[vault-full]');
    mkdirSync(join(at.folder, 'next/DCIM/100'), { recursive: true });
    writeFileSync(join(at.folder, 'next/DCIM/100/c.jpg'), 'photo c.jpg');
    const docked = await at.sealdock(['dock', 'next', '--recorder', 'BC240001']);
    expect(docked.exit).not.toBe(0);
    expect(docked.stdout + docked.stderr).toContain('[vault-full]');
    await at.sealdock(['retention', 'sweep']);
    await at.sealdock(['destruction', 'reapply']);
    expect(vault()).toEqual(before);
    expect((await at.json(['recording', 'list'])).recordings).toHaveLength(2);
    expect(readFileSync(join(at.folder, 'next/DCIM/100/c.jpg'), 'utf8')).toBe('photo c.jpg');
  });

  test('edge case 28: that removing is no erasure on flash memory is said before it is done, in both languages, and in README', async () => {
    const ids = await at.dock(['a.jpg']);
    await at.inStation((station) => withDraft(station, ids));
    const preview = (lang: string) => at.sealdock(['destruction', 'execute', BATCH, '--lang', lang]);
    expect((await preview('en')).stdout).toMatch(
      /flash memory \(SSD\) that is no erasure[\s\S]*Nothing was done/,
    );
    expect((await preview('zh')).stdout).toMatch(/固态硬盘等闪存介质上，删除不等于擦除[\s\S]*未作任何处理/);
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8').replaceAll('\n', ' ');
    expect(readme).toContain('Removing a file is no erasure on flash memory');
    expect(readme).toContain('删除文件不等于擦除：固态硬盘等闪存介质可能残留数据');
    // A key of its own for each recording, whose end would end every copy, is a later issue.
  });

  test('C31 a batch goes from sweep to register in the hands of five people, and an old card is told afterwards', async () => {
    // Recorded in 2020, and a policy without cooling off: the station's clock is the real one.
    for (const name of ['a.jpg', 'b.jpg']) {
      const path = join(at.folder, 'old/DCIM/100', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `old photo ${name}`);
      utimesSync(path, 1_590_000_000, 1_590_000_000);
    }
    const docked = ['dock', 'old', '--recorder', 'BC240001', '--lang', 'zh'];
    expect(await at.sealdock(docked)).toMatchObject({ exit: 0 });
    await at.inStation((station) => adoptDefault(station, HEAD_DECIDES));
    await at.as('keeper');
    const { recordings } = (await at.json(['recording', 'list'])) as never as {
      recordings: { id: string }[];
    };
    const ids = recordings.map(({ id: recording }) => recording);
    const classed = await at.sealdock(['recording', 'class', ...ids, 'patrol', '--reason', '日常巡查']);
    expect(classed).toMatchObject({ exit: 0 });
    expect(await at.json(['retention', 'sweep'])).toMatchObject({ added: 2, due: { propose: 2 } });
    const { batches } = (await at.json(['destruction', 'list'])) as never as {
      batches: readonly { id: string }[];
    };
    const id = batches[0]?.id as string;
    await at.as('keeper');
    const { batch } = (await at.json(['destruction', 'submit', id, '--reason', '到期'])) as never as {
      batch: { approval: string };
    };
    await at.as('head');
    const { request } = (await at.json(['approval', 'show', batch.approval])) as never as {
      request: { contentSha256: string };
    };
    const given = ['--approve', '--reason', '同意', '--digest', request.contentSha256];
    expect(await at.sealdock(['approval', 'decide', batch.approval, ...given])).toMatchObject({ exit: 0 });
    cpSync(join(at.folder, 'data/vault'), join(at.folder, 'backup'), { recursive: true });
    await at.as('keeper');
    writeFileSync(join(at.folder, 'witnesses'), `${PASSWORD}\n${PASSWORD}\n`);
    const execute = [
      'destruction',
      'execute',
      id,
      '--execute',
      '--confirm',
      id,
      '--password-file',
      'witnesses',
    ];
    const wrong = await at.sealdock([...execute, '--witness', 'zhou', '--witness', 'head']);
    expect(wrong.exit).toBe(4);
    const done = await at.sealdock([...execute, '--witness', 'zhou', '--witness', 'legal', '--lang', 'zh']);
    expect(done, done.stderr).toMatchObject({ exit: 0 });
    expect(done.stdout).toBe('已销毁 2 个音像记录，未销毁 0 个。销毁清册第 1 号。\n');
    const register = await at.sealdock(['destruction', 'register', id, '--lang', 'zh']);
    expect(register).toMatchObject({ exit: 0 });
    expect(register.stdout).toContain('由本站密钥签署，与文件内容相符');
    expect(await at.json(['recording', 'list'])).toMatchObject({ recordings: [] });
    const [gone] = (
      (await at.json(['destruction', 'show', id])) as never as { items: { recording: string }[] }
    ).items;
    const shown = await at.sealdock(['recording', 'show', gone?.recording ?? '', '--lang', 'zh']);
    expect(shown.stdout).toMatch(/销毁，批次 .*，销毁清册第 1 号/);
    const again = await at.sealdock(docked);
    expect(again.stdout + again.stderr).toContain('该内容已依审批销毁，不再采集');
    expect(await at.sealdock(['inspect'])).toMatchObject({ exit: 0 });

    // An old backup is laid over the vault, and what it has brought back is ended again.
    const reapply = ['destruction', 'reapply', '--lang', 'zh'];
    expect(await at.sealdock(reapply)).toMatchObject({ exit: 0, stdout: '存储库中没有已销毁的音像记录。\n' });
    cpSync(join(at.folder, 'backup'), join(at.folder, 'data/vault'), { recursive: true });
    const preview = await at.sealdock(reapply);
    expect(preview.exit).toBe(3);
    expect(preview.stdout).toContain('可再次销毁 2 个，因现已冻结而保留 0 个');
    expect(preview.stdout).toContain(gone?.recording);
    expect(await at.sealdock([...reapply, '--execute'])).toMatchObject({ exit: 2 });
    expect((await at.sealdock(['inspect'])).exit).toBe(3);
    const ended = await at.sealdock([...reapply, '--execute', '--reason', '误恢复旧备份']);
    expect(ended, ended.stderr).toMatchObject({ exit: 0 });
    expect(ended.stdout).toContain('已再次销毁 2 个音像记录');
    expect(await at.json(['destruction', 'register', id])).toMatchObject({ isOurs: true, again: 2 });
    expect(await at.sealdock(['inspect'])).toMatchObject({ exit: 0 });
  });

  test('only a system administrator confirms the clock, and only when it is doubted; status says why', async () => {
    await at.as('keeper');
    expect((await at.sealdock(['retention', 'confirm-clock', '--reason', 'x'])).exit).toBe(4);
    await at.inStation(async ({ catalog }) => {
      await catalog.record({
        act: 'clock.doubted',
        actor: { kind: 'system', id: 'sealdock', role: 'station', established: 'process' },
        object: { kind: 'clock', id: 'station' },
        reason: 'leapt',
        before: 'trusted',
        after: 'doubted',
        detail: {
          kind: 'leapt',
          before: '2026-11-20T00:00:00.000Z',
          after: '2027-11-20T00:00:00.000Z' as UtcTime,
        },
      });
    });
    const status = await at.sealdock(['status', '--lang', 'zh']);
    expect(status.stdout).toMatch(/存疑：时钟向前跳变/);
    expect(status.stdout).toContain('[clock-doubtful]');
    expect((await at.sealdock(['retention', 'sweep'])).exit).toBe(4);
  });
});
