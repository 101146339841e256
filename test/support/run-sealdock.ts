import { spawnSync } from 'node:child_process';

export const SEALDOCK = new URL('../../bin/sealdock', import.meta.url).pathname;

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The envelope of a `--json` run. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever the program printed
  readonly json: any;
}

/** Runs the real command line in a process of its own. */
export function sealdock(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunResult {
  const ended = spawnSync('sh', [SEALDOCK, ...args], {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 64 * 1_024 * 1_024,
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', ...env },
  });
  const stdout = ended.stdout ?? '';
  return {
    code: ended.status ?? -1,
    stdout,
    stderr: ended.stderr ?? '',
    json: stdout.startsWith('{') ? JSON.parse(stdout) : null,
  };
}
