import { Worker } from 'node:worker_threads';
import type { ErrorCode } from '../../evidence/errors.ts';
import type { MoveJob } from './move-job.ts';
import type { FromWorker, ToWorker, WorkerBirth } from './protocol.ts';
import { boardMemory, SlotBoard } from './slot-board.ts';

/** How long a job may take to notice that it is cancelled, before it counts as hanging. */
const CANCEL_PATIENCE_MS = 2_000;
/** A worker's garbage is small; measured, this takes 3 to 5 MiB off the peak of the process (2,000 files of 1 MiB). */
const YOUNG_HEAP_MIB = 4;

interface Slot {
  readonly board: SlotBoard;
  /** `lost`: its job was given up, and a call to the system still hangs. */
  state: 'free' | 'busy' | 'lost';
  job: MoveJob | null;
  beats: number;
  beatAtMs: number;
}

/** What became of the thread, told once. */
export interface WorkerEnd {
  readonly crash: unknown;
}

/** The main thread's side of one worker thread. */
export class MoverWorker {
  readonly #worker: Worker;
  readonly #slots: readonly Slot[];
  readonly #onFree: () => void;
  #crash: unknown = null;

  constructor(slots: number, onFree: () => void, onEnd: (worker: MoverWorker, end: WorkerEnd) => void) {
    const board = boardMemory(slots);
    this.#onFree = onFree;
    this.#slots = Array.from({ length: slots }, (_, slot) => ({
      board: new SlotBoard(board, slot),
      state: 'free',
      job: null,
      beats: 0,
      beatAtMs: 0,
    }));
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      name: 'mover',
      workerData: { slots, board } satisfies WorkerBirth,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    this.#worker.on('message', (message: FromWorker) => this.#take(message));
    this.#worker.on('error', (error) => {
      this.#crash = error;
    });
    this.#worker.on('exit', (code) => onEnd(this, { crash: this.#crash ?? `exit code ${code}` }));
  }

  get freeSlots(): number {
    return this.#slots.filter((slot) => slot.state === 'free').length;
  }

  get busySlots(): number {
    return this.#slots.filter((slot) => slot.state === 'busy').length;
  }

  get isLost(): boolean {
    return this.#slots.every((slot) => slot.state === 'lost');
  }

  start(job: MoveJob): void {
    const slot = this.#slots.findIndex(({ state }) => state === 'free');
    const place = this.#slots[slot] as Slot;
    place.board.reset();
    Object.assign(place, { state: 'busy', job, beats: place.board.beats, beatAtMs: performance.now() });
    job.onAbort(() => place.board.cancel());
    this.#worker.postMessage({ slot, order: job.request.order } satisfies ToWorker);
  }

  /** Tells progress and gives up jobs that hang; to be called a few times a second. */
  watch(nowMs: number): void {
    for (const slot of this.#slots) {
      if (slot.job === null) continue;
      slot.job.tellBytes(slot.board.bytes);
      const { beats, waitsFor, isCancelled } = slot.board;
      if (beats !== slot.beats) Object.assign(slot, { beats, beatAtMs: nowMs });
      const quietMs = nowMs - slot.beatAtMs;
      const patienceMs = slot.job.patienceMs(waitsFor);
      if (quietMs <= (isCancelled ? Math.min(patienceMs, CANCEL_PATIENCE_MS) : patienceMs)) continue;
      slot.board.cancel();
      const found = `no byte moved for ${Math.round(quietMs)} ms`;
      if (isCancelled) slot.job.fail('interrupted', { found });
      else slot.job.failStalled(waitsFor, found);
      Object.assign(slot, { state: 'lost', job: null });
    }
  }

  /** Asks all its jobs to end with `interrupted`. */
  cancelAll(): void {
    for (const slot of this.#slots) if (slot.state === 'busy') slot.board.cancel();
  }

  failAll(code: ErrorCode, facts: { found?: string; cause?: unknown }): void {
    for (const slot of this.#slots) {
      slot.job?.fail(code, facts);
      slot.job = null;
    }
  }

  /** Never waited for: a thread ends only when its last call to the system has come back. */
  terminate(): void {
    this.#worker.unref();
    void this.#worker.terminate();
  }

  /** A lost slot whose call came back after all is a free one again; nobody waits for its answer. */
  #take({ slot, answer }: FromWorker): void {
    const place = this.#slots[slot] as Slot;
    const { job } = place;
    Object.assign(place, { state: 'free', job: null });
    job?.tellBytes(place.board.bytes);
    job?.end(answer);
    this.#onFree();
  }
}
