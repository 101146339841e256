import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const PROGRAM = resolve(import.meta.dirname, '../../bin/sealdock');
const folder = mkdtempSync(join(tmpdir(), 'sealdock-main-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function shell(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, LC_ALL: 'C', SEALDOCK_DATA: join(folder, 'data') };
  return new Promise((done) => {
    execFile(
      'bash',
      ['-c', command.replaceAll('sealdock', `sh ${PROGRAM}`)],
      { env },
      (error, stdout, stderr) =>
        done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

test('the program as it is started ends with the exit code of its outcome', async () => {
  expect(await shell('sealdock --version')).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  expect((await shell('sealdock status')).code).toBe(2);
});

test('a reader that goes away is no error', async () => {
  const { code, stderr } = await shell('set -o pipefail; sealdock --json config show | true');
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
