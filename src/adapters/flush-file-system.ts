import { type ChildProcess, spawn } from 'node:child_process';
import { SealdockError } from '../evidence/errors.ts';

/** A flush waits for everything that is under way on that disk, and slow disks are no error. */
const FLUSH_TIMEOUT_MS = 300_000;
const SAID_CHARACTERS_LIMIT = 500;

/**
 * syncfs(2) for the file system of a path. Node has none; coreutils has had one since 8.24. A hung disk is given up and
 * the dock stops: a process that waits for a dead disk cannot be killed, so it is only let go.
 *
 * That it succeeded does not prove what lies on the medium: the kernel tells of a lost page once, to whoever asks first,
 * and before Linux 5.8 to nobody. Whoever needs the proof reads back.
 * @throws SealdockError `vault-write-failed` with what `sync` said.
 */
export function flushFileSystem(path: string): Promise<void> {
  // A group of its own: Ctrl-C at a terminal asks us to settle what is under way, and this is part of it.
  const child: ChildProcess = spawn('sync', ['-f', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, LC_ALL: 'C' },
  });
  return new Promise<void>((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => {
      child.unref();
      child.stderr?.destroy();
      settle(`sync has not come back after ${FLUSH_TIMEOUT_MS} ms`);
    }, FLUSH_TIMEOUT_MS);
    const settle = (failure: string | null) => {
      clearTimeout(timer);
      if (failure === null) resolve();
      else {
        const found = failure.slice(0, SAID_CHARACTERS_LIMIT);
        reject(new SealdockError('vault-write-failed', { about: path, found }));
      }
    };
    // First of all: without a free descriptor there are no streams, only this (measured).
    child.once('error', (error) => settle(`sync cannot be started: ${error.message}`));
    child.once('close', (code, signal) =>
      settle(code === 0 ? null : `sync ended with ${code ?? signal}: ${said.trim()}`),
    );
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < SAID_CHARACTERS_LIMIT) said += chunk.toString();
    });
  });
}
