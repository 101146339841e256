import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { captureIo, testDoors } from './test-doors.ts';

const place = makePlace('outside');
const data = join(place, 'data');
afterAll(() => removeFolder(place));

async function sealdock(argv: readonly string[], changes: Parameters<typeof captureIo>[0] = {}) {
  const captured = captureIo({ cwd: place, ...changes });
  const code = await runCli(['--data', data, ...argv], captured.io, testDoors());
  return { code, out: captured.stdout(), err: captured.stderr() };
}
const json = async (...argv: string[]) => {
  const { code, out } = await sealdock(['--json', ...argv]);
  const envelope = JSON.parse(out);
  return { code, data: envelope.data, error: envelope.error };
};

let verifierKey: string;
beforeAll(async () => {
  verifierKey = (await json('init')).data.verifierKey;
});

test('an export says which head left; confirmed, it counts as an anchor, and status and verification tell its age', async () => {
  expect((await sealdock(['--lang', 'zh', 'status'])).out).toMatch(/外部锚定 +尚无\n/);
  const exported = await json('audit', 'export', 'out', '--reason', '季度归档');
  expect(exported).toMatchObject({ code: 0, data: { entries: 1, folder: join(place, 'out') } });
  expect(readFileSync(join(place, 'out/VERIFY.txt'), 'utf8')).toContain(`audit anchor ${exported.data.head}`);
  expect(await json('audit', 'anchor', exported.data.head, '--reason', '市局档案室')).toMatchObject({
    code: 0,
    data: { anchor: { kind: 'exported', size: 1, by: 'tester' } },
  });
  expect((await sealdock(['status'])).out).toMatch(/exported and confirmed: 1 entries, .+ ago/);
  expect((await sealdock(['audit', 'verify'])).out).toMatch(
    /Anchors outside this machine: exported and confirmed/,
  );
  expect((await json('audit', 'verify')).data.anchors).toMatchObject({
    verdict: { kind: 'not-asked' },
    newest: [{ size: 1 }],
  });
});

test('a head that is not of this log is no anchor', async () => {
  const head = `1:${Buffer.alloc(32, 7).toString('base64')}`;
  expect(await json('audit', 'anchor', head)).toMatchObject({ code: 8, error: { code: 'log-forked' } });
  expect(await json('audit', 'anchor', '1:abc')).toMatchObject({ code: 2 });
});

test('an export never goes over something that is there', async () => {
  expect(await json('audit', 'export', 'out')).toMatchObject({ code: 2, error: { code: 'export-exists' } });
});

test('a witness needs to be told its folder and the logs it knows, and tells its key', async () => {
  expect(await json('witness', '--listen', '127.0.0.1:0')).toMatchObject({ code: 2 });
  expect(await json('witness', '--log', 'abc')).toMatchObject({
    code: 2,
    error: { about: expect.stringContaining('abc') },
  });
  expect(await json('witness', '--listen', 'here', '--log', verifierKey)).toMatchObject({ code: 2 });
  const folder = join(place, 'witness');
  // As if somebody pressed Ctrl-C once it runs.
  const onInterrupt = (listener: () => void) => {
    listener();
    return () => {};
  };
  const { code, out } = await sealdock(
    [
      'witness',
      '--data',
      folder,
      '--listen',
      '127.0.0.1:0',
      '--name',
      'witness.example/w1',
      '--log',
      verifierKey,
    ],
    { onInterrupt },
  );
  expect(code).toBe(0);
  expect(out).toMatch(
    /Witness at http:\/\/127\.0\.0\.1:\d+ for sealdock\/station-1[\s\S]*witness\.example\/w1\+[0-9a-f]{8}\+B/,
  );
  expect(existsSync(join(folder, 'witness.key'))).toBe(true);
});
