import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, addMonths, dateAt } from '../../src/evidence/calendar-date.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { policyText } from '../../src/retention/read-policies.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { shippedPolicy } from '../retention/shipped-policies.ts';
import { type SignedStation, signedStation } from './signed-station.ts';

let station: SignedStation;
let one: RecordingId;
let other: RecordingId;
const today = () => dateAt(utcOf(Date.now()), 'Asia/Shanghai');
beforeEach(async () => {
  station = await signedStation();
  [one, other] = (await station.dock(['IMG_0001.JPG', 'IMG_0002.JPG'])) as [RecordingId, RecordingId];
});
afterEach(() => station.remove());

async function adopt(id: string): Promise<void> {
  const policy = shippedPolicy(id);
  const text = policyText(policy);
  await station.inStation(async ({ catalog }) => {
    const since = utcOf(0);
    const adopted = { policy: id, version: policy.version, text, sha256: sha256Of(text) };
    const facts = { adoptedBy: 'head', adoptedAt: since, effectiveFrom: since, approval: null };
    await catalog.adoptPolicy({ ...adopted, ...facts }, { entry: draft('policy.adopted'), approval: null });
  });
}

describe('a class', () => {
  test('is decided by a custodian with a reason, corrected by a new decision, and traced with before and after', async () => {
    await station.as('keeper');
    const decided = await station.sealdock([
      'recording',
      'class',
      one,
      other,
      'patrol',
      '--reason',
      '日常巡查',
    ]);
    expect(decided).toMatchObject({
      exit: 0,
      stdout: `${one} is kept as patrol.\n${other} is kept as patrol.\n`,
    });
    const again = await station.sealdock(['recording', 'class', one, 'case', '--reason', 'misread']);
    expect(again.stdout).toBe(`${one} is kept as case.\n`);
    const same = await station.sealdock(['recording', 'class', one, 'case', '--reason', 'again']);
    expect(same.stdout).toBe(`${one} is as it was.\n`);
    const back = await station.sealdock(['recording', 'class', one, '--clear', '--reason', 'nobody knows']);
    expect(back.stdout).toBe(`${one} is kept as its links say: unclassified.\n`);
    await station.inStation(async ({ catalog }) => {
      expect(await catalog.decisionsOf(one)).toMatchObject([
        { kind: 'class', value: 'patrol', by: 'keeper', reason: '日常巡查' },
        { kind: 'class', value: 'case', reason: 'misread' },
        { kind: 'class', value: null, reason: 'nobody knows' },
      ]);
      const row = await catalog.lastAuditRow('recording.class-decided');
      expect(JSON.parse(row?.text ?? '')).toMatchObject({
        actor: { kind: 'staff', id: 'keeper', role: 'custodian', established: 'session' },
        before: 'case',
        after: null,
        reason: 'nobody knows',
      });
    });
  });

  test('is decided by nobody else, of nothing that is not there, and for a reason', async () => {
    const decide = (...more: string[]) => station.sealdock(['recording', 'class', one, 'patrol', ...more]);
    expect(await decide('--reason', 'x')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[not-signed-in]'),
    });
    await station.as('head');
    expect(await decide('--reason', 'x')).toMatchObject({
      exit: 4,
      stderr: expect.stringContaining('[role-missing]'),
    });
    await station.as('legal');
    expect(await decide()).toMatchObject({ exit: 2 });
    const none = 'BC240001-20200101T000000-000000000000';
    const several = await station.sealdock(['recording', 'class', one, none, 'patrol', '--reason', 'x']);
    expect(several).toMatchObject({ exit: 2, stderr: expect.stringContaining('[recording-unknown]') });
    await station.inStation(async ({ catalog }) => expect(await catalog.decisionsOf(one)).toEqual([]));
    expect(await station.sealdock(['recording', 'class', one, 'secret', '--reason', 'x'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('patrol, evidence, case, permit or unclassified'),
    });
  });
});

describe('how long a recording is kept', () => {
  test('is for ever as long as no policy was adopted, and that is said', async () => {
    const { exit, stdout } = await station.sealdock(['retention', 'explain', one]);
    expect(exit).toBe(0);
    expect(stdout).toContain('Kept for ever\n');
    expect(stdout).toContain('The policy default was never adopted: nothing is due');
    const simulated = await station.json(['retention', 'simulate', '--at', '2999-01-01']);
    expect(simulated).toMatchObject({ recordings: 2, due: 0, forEver: 2 });
  });

  test.each([
    [
      'en',
      'Kept until',
      'Patrol: 6 months from',
      'ZZ-42.1, WS-11.2: "日常巡查的声像资料保存期限不少于6个月"',
    ],
    ['zh', '保存至', '日常巡查：自', 'ZZ-42.1、WS-11.2“日常巡查的声像资料保存期限不少于6个月”'],
  ])('is explained in %s with class, clause, sentence, base, period and hold', async (lang, ...expected) => {
    await adopt('default');
    await station.as('keeper');
    await station.sealdock(['recording', 'class', one, 'patrol', '--reason', '巡查']);
    const { stdout } = await station.sealdock(['--lang', lang, 'retention', 'explain', one]);
    for (const text of [...expected, addMonths(today(), 6), today()]) expect(stdout).toContain(text);
    const { reasons, keep } = await station.json(['retention', 'explain', one]);
    expect(keep).toEqual({ kind: 'day', day: addMonths(today(), 6) });
    expect(reasons).toMatchObject([
      { kind: 'class', name: 'patrol', clauses: ['ZZ-42.1', 'WS-11.2'], base: today() },
      { kind: 'floor' },
    ]);
  });

  test('edge case 11: runs from the day that a person has decided', async () => {
    await adopt('default');
    await station.as('legal');
    const day = addDays(today(), -400);
    expect(await station.sealdock(['recording', 'day', one, day, '--reason', '时钟未校准'])).toMatchObject({
      exit: 0,
      stdout: `${one} was recorded on ${day}.\n`,
    });
    const { base, keep } = await station.json(['retention', 'explain', one]);
    expect(base).toEqual({ day, from: 'corrected', doubt: null });
    expect(keep).toEqual({ kind: 'day', day: addMonths(day, 24) });
    const tomorrow = addDays(today(), 2);
    expect(await station.sealdock(['recording', 'day', one, tomorrow, '--reason', 'x'])).toMatchObject({
      exit: 2,
    });
    await station.sealdock(['recording', 'day', one, '--clear', '--reason', 'x']);
    expect((await station.json(['retention', 'explain', one])).base).toMatchObject({ from: 'recorded' });
  });

  test('is simulated for a day: counts by policy, class and month, a list that is cut, and CSV of all', async () => {
    await adopt('default');
    await station.as('keeper');
    await station.sealdock(['recording', 'class', one, 'patrol', '--reason', '巡查']);
    const last = addMonths(today(), 6);
    const at = (day: string, ...more: string[]) =>
      station.json(['retention', 'simulate', '--at', day, ...more]);
    expect(await at(last)).toMatchObject({ due: 0 });
    expect(await at(addDays(last, 1))).toMatchObject({
      due: 1,
      counts: [{ policy: 'default', class: 'patrol', month: last.slice(0, 7), recordings: 1 }],
      list: [{ recording: one, keepUntil: last }],
    });
    const all = addDays(addMonths(today(), 24), 1);
    expect(await at(all, '--limit', '1')).toMatchObject({ due: 2, list: [{}] });
    const csv = await station.sealdock(['retention', 'simulate', '--at', all, '--csv']);
    expect(csv.stdout.split('\r\n')).toHaveLength(4);
    expect(csv.stdout).toContain(`${one},default,patrol,${last}\r\n`);
  });

  test('is simulated for a policy file before anybody adopts it', async () => {
    await adopt('default');
    await station.as('keeper');
    await station.sealdock(['recording', 'class', one, 'patrol', '--reason', '巡查']);
    const file = join(station.folder, 'try.yaml');
    copyFileSync(new URL('../../config/policies/zhongyang.yaml', import.meta.url), file);
    const soon = addDays(addMonths(today(), 6), 1);
    const tried = await station.json(['retention', 'simulate', '--at', soon, '--policy', 'try.yaml']);
    expect(tried).toMatchObject({ due: 0, forEver: 0 });
    const later = addDays(addMonths(today(), 24), 1);
    expect(
      await station.json(['retention', 'simulate', '--at', later, '--policy', 'try.yaml']),
    ).toMatchObject({
      due: 2,
      counts: [
        { policy: 'zhongyang', class: 'patrol' },
        { policy: 'zhongyang', class: 'unclassified' },
      ],
    });
  });
});
