import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdProcessLock } from '../../src/adapters/sqlite/process-lock.ts';
import { type SignedStation, signedStation } from './signed-station.ts';

let station: SignedStation;
beforeAll(async () => {
  station = await signedStation();
});
afterAll(() => station.remove());

const rotate = (key: string, ...more: string[]) =>
  station.sealdock(['--json', 'audit', 'rotate-key', key, '--reason', '人员离岗', ...more]);
const codeOf = ({ stderr, stdout }: { stderr: string; stdout: string }) =>
  JSON.parse(stdout || stderr).error.code;

test('only the security administrator changes keys, with a reason, and with the daemon stopped', async () => {
  const before = readFileSync(join(station.folder, 'data/keys/log.key'), 'utf8');
  expect(codeOf(await rotate('log'))).toBe('not-signed-in');
  await station.as('keeper');
  expect(codeOf(await rotate('log'))).toBe('role-missing');
  await station.as('zhou');
  expect(await rotate('export')).toMatchObject({ exit: 2 });
  expect(await station.sealdock(['audit', 'rotate-key', 'log'])).toMatchObject({ exit: 2 });
  const release = holdProcessLock(join(station.folder, 'data/run/ingest.lock'));
  try {
    const refused = await rotate('log');
    expect([refused.exit, codeOf(refused)]).toEqual([7, 'busy']);
  } finally {
    release();
  }
  expect(readFileSync(join(station.folder, 'data/keys/log.key'), 'utf8')).toBe(before);
  expect(readdirSync(join(station.folder, 'data/keys')).some((name) => name.endsWith('.next'))).toBe(false);
});

test('both keys are changed, all that they signed holds, and the new verifier key is told', async () => {
  await station.as('zhou');
  const [first] = await station.dock(['20261120_080000_a.jpg']);
  const before = (await station.json(['status'])) as { verifierKey: string };
  const log = await station.json(['audit', 'rotate-key', 'log', '--reason', '人员离岗']);
  expect(log.verifierKey).not.toBe(before.verifierKey);
  const seal = await station.json(['audit', 'rotate-key', 'seal', '--reason', '人员离岗']);
  expect(seal).toMatchObject({ purpose: 'seal', verifierKey: null });
  const [second] = await station.dock(['20261120_090000_b.jpg']);
  expect(await station.json(['status'])).toMatchObject({ verifierKey: log.verifierKey });
  const verified = await station.json(['audit', 'verify']);
  expect(verified).toMatchObject({ findings: [], verifierKey: log.verifierKey });
  expect(verified.changedSeq).toBeGreaterThan(0);
  expect(await station.json(['inspect'])).toMatchObject({ findings: [] });
  for (const id of [first, second]) {
    expect(await station.sealdock(['recording', 'verify', String(id)])).toMatchObject({ exit: 0 });
  }
  const { entries } = await station.json(['audit', 'list', '--limit', '100']);
  const changes = entries.filter(({ entry }: { entry: { act: string } }) => entry.act === 'key.changed');
  expect(changes).toMatchObject([
    {
      entry: { object: { kind: 'key', id: 'log' }, after: log.to, reason: '人员离岗', actor: { id: 'zhou' } },
    },
    { entry: { object: { kind: 'key', id: 'seal' }, before: seal.from, after: seal.to } },
  ]);
  expect(existsSync(join(station.folder, `data/keys/seal.key.${seal.from.slice(0, 16)}.pub.pem`))).toBe(true);
});

test.each([
  ['en', /Hand the verifier key out anew.*witness/, /key was changed \(entry \d+\)/],
  ['zh', /新的核验公钥.*见证服务/, /密钥已更换（第 \d+ 号条目）/],
])('people are told what to hand out anew (%s)', async (lang, hint, verified) => {
  await station.as('zhou');
  const { exit, stdout } = await station.sealdock([
    '--lang',
    lang,
    'audit',
    'rotate-key',
    'log',
    '--reason',
    'yearly',
  ]);
  expect(exit).toBe(0);
  expect(stdout).toMatch(hint);
  expect((await station.sealdock(['--lang', lang, 'audit', 'verify'])).stdout).toMatch(verified);
});
