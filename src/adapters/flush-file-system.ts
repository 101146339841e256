import { spawn } from 'node:child_process';

/** A flush waits for everything that is under way on that disk, and slow disks are no error. */
const FLUSH_TIMEOUT_MS = 300_000;
const STDERR_CHARACTERS_LIMIT = 2_000;

/** syncfs(2) for the file system of a path. @throws an error with a `code` for whatever kept it from that. */
export type Flush = (path: string) => Promise<void>;

/** The kernel has tried and failed: pages that waited for this flush, and others too, may be lost. */
export class PagesLost extends Error {
  readonly code = 'EIO';
}

/**
 * Flushes one after the other, and those that are asked for meanwhile together. Once pages were lost, every later flush
 * of that path fails in this process: the kernel tells of a lost page once, to whoever asks first, and then forgets it
 * (errseq_t in Linux; PostgreSQL ends its server for the same reason). A restart looks at all that was not committed.
 */
export function openFlushing(flush: Flush): Flush {
  const lines = new Map<string, { running: Promise<void>; next: Promise<void> | null; lost: unknown }>();
  return (path) => {
    const line = lines.get(path) ?? { running: Promise.resolve(), next: null, lost: null };
    lines.set(path, line);
    line.next ??= line.running
      .catch(() => {})
      .then(async () => {
        line.running = line.next as Promise<void>;
        line.next = null;
        if (line.lost !== null) throw line.lost;
        await flush(path).catch((thrown: unknown) => {
          if (thrown instanceof PagesLost) line.lost = thrown;
          throw thrown;
        });
      });
    return line.next;
  };
}

/**
 * Node has no syncfs(2); coreutils has had it since 8.24. A hung disk is given up and the dock stops: a process that
 * waits for a dead disk cannot be killed, so it is only let go.
 */
export async function flushWithSync(path: string): Promise<void> {
  const env = { ...process.env, LC_ALL: 'C' };
  const child = spawn('sync', ['-f', path], { stdio: ['ignore', 'ignore', 'pipe'], env });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < STDERR_CHARACTERS_LIMIT) said += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.unref();
      child.stderr.destroy();
      reject(new PagesLost('flush takes too long'));
    }, FLUSH_TIMEOUT_MS);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      // A path that cannot be opened was not flushed, and nothing is lost by it.
      else if (/error opening/.test(said)) reject(Object.assign(new Error(said.trim()), { code: 'ENOENT' }));
      else reject(new PagesLost(`sync ended with ${code}: ${said.trim()}`));
    });
  });
}
