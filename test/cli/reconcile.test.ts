import { chmodSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { putPhotos } from '../support/flow-bench.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { captureIo, testDoors } from './test-doors.ts';

const place = makePlace('reconcile-cli');
const data = join(place, 'data');
afterAll(() => removeFolder(place));

async function sealdock(...argv: string[]) {
  const captured = captureIo({ cwd: place });
  const code = await runCli(['--data', data, ...argv], captured.io, testDoors());
  return { code, out: captured.stdout(), err: captured.stderr() };
}

test('exit 3 with what does not add up, until it is explained; then 0', async () => {
  await sealdock('init');
  putPhotos(join(place, 'card'), 2);
  expect((await sealdock('dock', 'card')).code).toBe(0);
  const sound = await sealdock('reconcile');
  expect(sound).toMatchObject({ code: 0, out: expect.stringMatching(/BC240001 +2 +2 +2 +0/) });
  const { data: listed } = JSON.parse((await sealdock('--json', 'recording', 'list')).out);
  const folder = join(data, 'vault', listed.recordings[0].folder);
  chmodSync(folder, 0o755);
  chmodSync(dirname(folder), 0o755);
  renameSync(folder, join(place, 'away'));
  const found = await sealdock('--lang', 'zh', 'reconcile');
  expect(found.code).toBe(3);
  expect(found.out).toMatch(/1 {2}已固化而存储库中缺失 \[sealed-not-in-vault\][\s\S]*未结差异：1 项/);
  expect((await sealdock('reconcile', 'explain', '1')).code).toBe(2);
  expect((await sealdock('reconcile', 'explain', '7', '--reason', 'x')).err).toContain(
    '[difference-unknown]',
  );
  expect((await sealdock('reconcile', 'explain', '1', '--reason', '硬盘送检')).code).toBe(0);
  expect((await sealdock('reconcile')).code).toBe(0);
});
