import { execFile } from 'node:child_process';
import { bytesOfCardPath } from '../../evidence/card-path.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { ReadBackFrom } from '../../evidence/recording.ts';
import { epochMsOf } from '../../evidence/time.ts';
import type { ByteMover, CopyJob, CopyReceipt, ReadBackAllJob, ReadBackReceipt } from '../../ports/mover.ts';
import type { Done, MoveRequest } from './move-job.ts';
import { WorkerPool } from './worker-pool.ts';

/** Measured (FINDINGS 6): two threads carry about twenty recorders on two cores. */
const WORKERS = 2;
const FILES_PER_WORKER = 4;
const DROP_CACHE_TIMEOUT_MS = 10_000;

export interface ByteMoverSettings {
  readonly workers?: number;
  /** Files under way at the same time in each worker; each has 4 MiB of buffers. */
  readonly filesPerWorker?: number;
}

/** Moves bytes on worker threads, with direct I/O towards the vault. Threads start with the first job, or with `warm`. */
export function openByteMover(settings: ByteMoverSettings = {}): ByteMover {
  const pool = new WorkerPool(settings.workers ?? WORKERS, settings.filesPerWorker ?? FILES_PER_WORKER);
  return {
    warm: () => pool.warm(),
    copy: (job) => copy(pool, job),
    readBack: async ({ path, ...job }) => {
      const [receipt] = await readBackAll(pool, { ...job, paths: [path] });
      return receipt as ReadBackReceipt;
    },
    readBackAll: (job) => readBackAll(pool, job),
    close: () => pool.close(),
  };
}

async function copy(pool: WorkerPool, job: CopyJob): Promise<CopyReceipt> {
  const { file } = job;
  const copied = await pool.run({
    order: {
      kind: 'copy',
      cardRoot: job.cardRoot,
      path: bytesOfCardPath(file.path),
      listed: {
        sizeBytes: file.sizeBytes,
        modifiedMs: epochMsOf(file.modifiedAt),
        inode: file.inode,
      },
      to: job.to,
      algorithms: job.algorithms,
      bytesPerSecond: job.bytesPerSecond,
    },
    about: file.path.text,
    stallMs: job.stallMs,
    signal: job.signal,
    onBytes: job.onBytes,
  });
  if (copied.kind !== 'copied') throw unexpected(copied, file.path.text);
  const { sizeBytes, digests, direct, edges } = copied;
  return { sizeBytes, digests, direct, edges };
}

async function readBackAll(pool: WorkerPool, job: ReadBackAllJob): Promise<readonly ReadBackReceipt[]> {
  const { paths, algorithms, stallMs, signal, bytesPerSecond = null } = job;
  const about = paths[0] ?? '';
  const requestFor = (direct: boolean): MoveRequest => ({
    order: { kind: 'read-back', paths, algorithms, direct, bytesPerSecond },
    about,
    stallMs,
    signal,
    onBytes: () => {},
  });
  const direct = await pool.run(requestFor(true));
  if (direct.kind === 'read') return receiptsOf(direct, 'medium');
  for (const path of paths) await dropCached(path);
  const cached = await pool.run(requestFor(false));
  if (cached.kind === 'read') return receiptsOf(cached, 'cache');
  throw unexpected(cached, about);
}

function receiptsOf({ files }: Extract<Done, { kind: 'read' }>, from: ReadBackFrom): ReadBackReceipt[] {
  return files.map(({ sizeBytes, digests }) => ({ sizeBytes, digests, from }));
}

function unexpected(answer: Done, about: string): SealdockError {
  return new SealdockError('defect', { about, found: answer.kind });
}

/**
 * Asks the kernel to forget what it can of a file that cannot be read directly (coreutils manual, `dd`: "drop
 * cache for whole file"); Node has no `posix_fadvise`. A failure changes nothing: the answer says `cache` anyway.
 */
function dropCached(path: string): Promise<void> {
  return new Promise((resolve) => {
    const options = { timeout: DROP_CACHE_TIMEOUT_MS };
    execFile('dd', [`if=${path}`, 'iflag=nocache,nonblock,nofollow', 'count=0', 'status=none'], options, () =>
      resolve(),
    );
  });
}
