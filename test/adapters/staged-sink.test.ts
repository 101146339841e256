import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

/** A number that owns nothing; the tests mostly run as root, to whom every file is writable. */
const NOBODY = 65_534;
const SINK = new URL('../../src/adapters/mover/staged-sink.ts', import.meta.url).href;
const isRoot = process.getuid?.() === 0;

/** Writes one block as the daemon does, and says with which mode the file lay there meanwhile. */
const PROGRAM = `
  import { statSync } from 'node:fs';
  const { createStaged } = await import('${SINK}');
  const sink = await createStaged(process.argv[1]);
  const block = Buffer.alloc(8_192, 7);
  const mode = statSync(process.argv[1]).mode & 0o777;
  await new Promise((resolve, reject) => sink.write(block, 5_000, 0, (error) => (error === null ? resolve() : reject(error))));
  await sink.finish(5_000);
  await sink.close();
  console.log(mode.toString(8));
`;

/** A clone below a folder of root's own cannot be read by anybody else. */
const canRead = !isRoot || spawnSync('setpriv', asNobody('cat', new URL(SINK).pathname)).status === 0;

test.skipIf(!canRead)('a daemon that is not root stages a file, read-only before its first byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'staged-sink-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (isRoot) chownSync(folder, NOBODY, NOBODY);
  const path = join(folder, 'staged');
  const node = [process.execPath, '--input-type=module', '--eval', PROGRAM, path] as const;
  const [program, ...args] = isRoot ? ['setpriv', ...asNobody(...node)] : node;
  const ended = spawnSync(program, args, { encoding: 'utf8' });
  expect(ended.stderr).toBe('');
  expect(ended.stdout.trim()).toBe('444');
  expect(readFileSync(path).equals(Buffer.alloc(5_000, 7))).toBe(true);
  expect(statSync(path).mode & 0o222).toBe(0);
});

function asNobody(...command: readonly string[]): string[] {
  return [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...command];
}
