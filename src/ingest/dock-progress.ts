import type { DockEvent, DockRequest } from '../evidence/dock.ts';
import type { ErrorCode } from '../evidence/errors.ts';
import type { DockId } from '../evidence/ids.ts';
import { utcOf } from '../evidence/time.ts';
import { type DockProgress, FINISHED_DOCKS_SHOWN } from '../ports/status-board.ts';

/** The rate is the mean over this long: shorter jumps about, longer is late to tell that a card has slowed down. */
const RATE_WINDOW_MS = 5_000;
const SAMPLES_LIMIT = 64;

interface Followed {
  progress: DockProgress;
  samples: { readonly atMs: number; readonly bytes: number }[];
  copiedBytes: number;
}

/** Follows docks by their events, for whoever shows them: a status file, a terminal, later a console. */
export class DockProgressBoard {
  readonly #docks = new Map<string, Followed>();

  start(request: DockRequest, nowMs: number): DockProgress {
    const progress: DockProgress = {
      dock: request.id,
      path: request.path,
      recorder: request.recorder,
      model: request.model,
      dirty: null,
      phase: 'identifying',
      filesTotal: 0,
      filesDone: 0,
      bytesTotal: 0,
      bytesDone: 0,
      bytesPerSecond: null,
      secondsLeft: null,
      startedAt: utcOf(nowMs),
      result: null,
      code: null,
    };
    this.#docks.set(request.id, { progress, samples: [], copiedBytes: 0 });
    this.#forgetOldest();
    return progress;
  }

  /** A dock of an earlier process whose card is still being cleared. */
  resume(progress: DockProgress): void {
    this.#docks.set(progress.dock, { progress, samples: [], copiedBytes: 0 });
  }

  note(event: DockEvent, nowMs: number): void {
    const followed = this.#docks.get(event.dock);
    if (followed === undefined) return;
    const { progress } = followed;
    switch (event.kind) {
      case 'identified':
        followed.progress = {
          ...progress,
          recorder: event.recorder,
          model: event.model,
          dirty: event.dirty,
          phase: 'listing',
        };
        return;
      case 'listed':
        followed.progress = {
          ...progress,
          filesTotal: event.files,
          bytesTotal: event.bytes,
          phase: 'copying',
        };
        return;
      case 'copied':
        followed.copiedBytes += event.bytes;
        followed.samples = [...followed.samples, { atMs: nowMs, bytes: followed.copiedBytes }].slice(
          -SAMPLES_LIMIT,
        );
        followed.progress = { ...progress, ...rateOf(followed, nowMs) };
        return;
      case 'sealed':
      case 'met-again':
      case 'left':
      case 'failed':
        followed.progress = {
          ...progress,
          filesDone: progress.filesDone + 1,
          bytesDone: progress.bytesDone + event.bytes,
        };
        return;
      case 'clearing':
        followed.progress = { ...progress, phase: 'clearing', bytesPerSecond: null, secondsLeft: null };
        return;
      case 'cleared':
        followed.progress = { ...progress, code: event.code };
        return;
      case 'finished':
        followed.progress = {
          ...progress,
          phase: 'finished',
          result: event.report.result,
          code: event.report.code ?? progress.code,
          recorder: event.report.recorder,
          model: event.report.model,
          bytesPerSecond: null,
          secondsLeft: null,
        };
    }
  }

  /** A dock that was thrown out of its story tells no end of its own; without this one it would be followed for ever. */
  fail(dock: DockId, code: ErrorCode): void {
    const followed = this.#docks.get(dock);
    if (followed === undefined || followed.progress.phase === 'finished') return;
    followed.progress = {
      ...followed.progress,
      phase: 'finished',
      result: 'stopped',
      code,
      bytesPerSecond: null,
      secondsLeft: null,
    };
  }

  /** The end of a dock that was resumed. */
  end(dock: DockId, end: Pick<DockProgress, 'result' | 'code'>): void {
    const followed = this.#docks.get(dock);
    if (followed !== undefined) followed.progress = { ...followed.progress, ...end, phase: 'finished' };
  }

  snapshot(): readonly DockProgress[] {
    return [...this.#docks.values()].map(({ progress }) => progress);
  }

  #forgetOldest(): void {
    const finished = [...this.#docks].filter(([, { progress }]) => progress.phase === 'finished');
    for (const [dock] of finished.slice(0, Math.max(0, finished.length - FINISHED_DOCKS_SHOWN)))
      this.#docks.delete(dock);
  }
}

/** What is copied but not sealed yet counts for the rate and the time left, not as done. */
function rateOf(
  { samples, progress, copiedBytes }: Followed,
  nowMs: number,
): Pick<DockProgress, 'bytesPerSecond' | 'secondsLeft'> {
  const first = samples.find((sample) => nowMs - sample.atMs <= RATE_WINDOW_MS);
  const spanMs = first === undefined ? 0 : nowMs - first.atMs;
  if (first === undefined || spanMs < 500)
    return { bytesPerSecond: progress.bytesPerSecond, secondsLeft: progress.secondsLeft };
  const bytesPerSecond = Math.round(((copiedBytes - first.bytes) * 1_000) / spanMs);
  const bytesLeft = Math.max(0, progress.bytesTotal - Math.max(copiedBytes, progress.bytesDone));
  return { bytesPerSecond, secondsLeft: bytesPerSecond > 0 ? Math.ceil(bytesLeft / bytesPerSecond) : null };
}
