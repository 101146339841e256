import { spawn } from 'node:child_process';
import { errnoOf } from '../evidence/errors.ts';
import type { HookEnd, HookRunner } from '../ports/hook-runner.ts';

const FIXED_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C.UTF-8',
};

/** Commands in a process group of their own, so that one kill reaches whatever they have started. */
export function openHookRunner(): HookRunner {
  return {
    run: ({ command, env, timeoutMs, signal }) =>
      new Promise((resolve) => {
        const [program = '', ...args] = command;
        if (signal.aborted) return resolve({ kind: 'killed', by: 'SIGKILL' });
        let isTimedOut = false;
        const child = spawn(program, args, {
          cwd: '/',
          detached: true,
          stdio: 'ignore',
          env: { ...env, ...FIXED_ENVIRONMENT },
        });
        const kill = () => {
          // Its leader has not been waited for yet, so that the number is still that of this group.
          if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
            killGroup(child.pid);
          }
        };
        const timer = setTimeout(() => {
          isTimedOut = true;
          kill();
        }, timeoutMs);
        signal.addEventListener('abort', kill, { once: true });
        const end = (how: HookEnd) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', kill);
          resolve(how);
        };
        child.once('error', (thrown) => end({ kind: 'not-started', why: errnoOf(thrown) ?? 'failed' }));
        child.once('exit', (exitCode, by) => {
          if (isTimedOut) end({ kind: 'timed-out' });
          else if (exitCode !== null) end({ kind: 'exited', exitCode });
          else end({ kind: 'killed', by: by ?? 'unknown' });
        });
      }),
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
