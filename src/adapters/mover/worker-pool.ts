import { SealdockError } from '../../evidence/errors.ts';
import { type Done, MoveJob, type MoveRequest } from './move-job.ts';
import { MoverWorker, type WorkerEnd } from './mover-worker.ts';

/** Progress is told, and hanging jobs are found, this often. */
const WATCH_EVERY_MS = 200;
/**
 * Workers given up because every slot hangs, and replaced. Each hanging call holds one of the 12 threads of
 * `bin/sealdock`; a dock gives its card up after a few of them (`ingest/take-files`), because what is left must still
 * serve the other cards and the vault.
 */
const HUNG_WORKERS_LIMIT = 1;
/** A crash is a defect of ours; more of them than this in one life help nobody. */
const CRASHED_WORKERS_LIMIT = 8;
/** Jobs that wait; callers hold one or a few at a time, so that more is a defect. */
const QUEUE_LIMIT = 4_096;
/** How long closing waits for running jobs to end by themselves. */
const CLOSE_PATIENCE_MS = 2_500;

/** Hands orders to worker threads, first come, first served; threads start when they are needed. */
export class WorkerPool {
  readonly #workersLimit: number;
  readonly #slotsPerWorker: number;
  readonly #queue: MoveJob[] = [];
  readonly #live = new Set<MoverWorker>();
  readonly #hung = new Set<MoverWorker>();
  readonly #running = new Set<MoveJob>();
  #crashes = 0;
  #isClosed = false;
  #watchdog: NodeJS.Timeout | null = null;

  constructor(workers: number, slotsPerWorker: number) {
    this.#workersLimit = workers;
    this.#slotsPerWorker = slotsPerWorker;
  }

  /** All threads start. */
  warm(): void {
    while (this.#mayStart()) this.#startWorker();
  }

  async run(request: MoveRequest): Promise<Done> {
    if (this.#isClosed || request.signal.aborted) {
      throw new SealdockError('interrupted', { about: request.about });
    }
    if (this.#queue.length >= QUEUE_LIMIT)
      throw new SealdockError('defect', { about: 'mover queue is full' });
    const job = new MoveJob(request);
    job.onAbort(() => this.#dropQueued(job));
    this.#queue.push(job);
    this.#running.add(job);
    this.#watchdog ??= setInterval(() => this.#watch(), WATCH_EVERY_MS);
    this.#dispatch();
    try {
      return await job.answer;
    } finally {
      this.#running.delete(job);
      if (this.#running.size === 0) this.#stopWatchdog();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#queue.splice(0)) job.fail('interrupted');
    for (const worker of this.#live) worker.cancelAll();
    const ended = Promise.allSettled([...this.#running].map((job) => job.answer));
    let patience: NodeJS.Timeout | undefined;
    const tired = new Promise((resolve) => {
      patience = setTimeout(resolve, CLOSE_PATIENCE_MS);
    });
    await Promise.race([ended, tired]);
    clearTimeout(patience);
    this.#stopWatchdog();
    for (const worker of this.#live) {
      worker.failAll('interrupted', {});
      worker.terminate();
    }
    this.#live.clear();
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const worker = this.#workerWithRoom();
      if (worker === null) break;
      worker.start(this.#queue.shift() as MoveJob);
    }
    if (this.#live.size === 0) this.#failQueued();
  }

  /** The one with the fewest jobs, so that a small file does not share a thread with a big one needlessly. */
  #workerWithRoom(): MoverWorker | null {
    const [best] = [...this.#live]
      .filter((worker) => worker.freeSlots > 0)
      .sort((a, b) => a.busySlots - b.busySlots);
    if (best?.busySlots === 0) return best;
    if (this.#mayStart()) return this.#startWorker();
    return best ?? null;
  }

  #mayStart(): boolean {
    return !this.#isClosed && this.#live.size < this.#workersLimit && this.#crashes < CRASHED_WORKERS_LIMIT;
  }

  #startWorker(): MoverWorker {
    const worker = new MoverWorker(
      this.#slotsPerWorker,
      () => this.#dispatch(),
      (ended, end) => this.#forget(ended, end),
    );
    this.#live.add(worker);
    return worker;
  }

  #watch(): void {
    for (const worker of this.#live) {
      worker.watch(performance.now());
      if (worker.isLost && this.#hung.size < HUNG_WORKERS_LIMIT) this.#giveUp(worker);
    }
    if ([...this.#live].every((worker) => worker.isLost)) this.#failQueued();
    else this.#dispatch();
  }

  #giveUp(worker: MoverWorker): void {
    this.#live.delete(worker);
    this.#hung.add(worker);
    worker.terminate();
    this.#dispatch();
  }

  /** A thread has ended. If it was not asked to, its jobs did not end either. */
  #forget(worker: MoverWorker, { crash }: WorkerEnd): void {
    this.#hung.delete(worker);
    if (!this.#live.delete(worker)) return;
    this.#crashes += 1;
    const isThrown = crash instanceof Error;
    worker.failAll(isThrown ? 'defect' : 'failed', { found: `worker ended: ${String(crash)}`, cause: crash });
    this.#dispatch();
  }

  /** Nobody is left to do it. */
  #failQueued(): void {
    const isCrashing = this.#crashes >= CRASHED_WORKERS_LIMIT;
    for (const job of this.#queue.splice(0)) {
      if (isCrashing) job.fail('failed', { found: 'worker threads end again and again' });
      else job.failStalled('card', 'every worker thread hangs');
    }
  }

  #dropQueued(job: MoveJob): void {
    const at = this.#queue.indexOf(job);
    if (at >= 0) this.#queue.splice(at, 1);
    job.fail('interrupted');
  }

  #stopWatchdog(): void {
    if (this.#watchdog !== null) clearInterval(this.#watchdog);
    this.#watchdog = null;
  }
}
