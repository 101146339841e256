import { spawnSync } from 'node:child_process';

/** A card that hangs holds `mount` and `umount` in the kernel; then nothing more is done with it. */
const COMMAND_TIMEOUT_MS = 120_000;
const OUTPUT_BYTES_LIMIT = 65_536;
const WHY_LIMIT = 512;

/** What one of util-linux' programs answered. */
export interface Ran {
  readonly isDone: boolean;
  readonly stdout: string;
  /** Its complaint, short. */
  readonly why: string;
}

/**
 * Runs `mount`, `umount`, `blockdev` or `sync`: no shell, no environment of anybody's.
 * @param held handed on as descriptor 3.
 */
export function runSystem(
  command: 'mount' | 'umount' | 'blockdev' | 'sync',
  args: readonly string[],
  held?: number,
): Ran {
  const ended = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', ...(held === undefined ? [] : [held])],
    timeout: COMMAND_TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_LIMIT,
    killSignal: 'SIGKILL',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  });
  const complaint = ended.error?.message ?? (ended.stderr.trim() || `exit ${ended.status}`);
  const isDone = ended.status === 0;
  return {
    isDone,
    stdout: ended.stdout ?? '',
    why: isDone ? '' : `${command}: ${complaint}`.slice(0, WHY_LIMIT).toWellFormed(),
  };
}
