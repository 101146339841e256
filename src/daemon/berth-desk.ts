import type { DockRequest } from '../evidence/dock.ts';
import type { Part } from './part.ts';

export interface BerthDesk extends Part {
  /** Begins a dock of this path, or notes that it is wanted once more when one is running. */
  want(request: DockRequest): void;
  /** Docks under way. */
  readonly running: number;
}

export interface BerthDeskDoes {
  /** Tells its own failures; it never rejects. */
  dock(request: DockRequest): Promise<void>;
  /** A waiting request was overtaken by a later one of the same path, whose dock answers both. */
  overtaken(request: DockRequest): void;
  /** None is under way any more. */
  idle(): void;
}

/**
 * One dock per path at a time; however often a path is asked for meanwhile, it is docked once more after that. Nothing
 * begins once `signal` has ended it: what waits keeps its marker for the next start.
 */
export function openBerthDesk(does: BerthDeskDoes, signal: AbortSignal): BerthDesk {
  const running = new Map<string, Promise<void>>();
  const again = new Map<string, DockRequest>();

  const begin = (request: DockRequest): void => {
    const ending = does.dock(request).then(() => {
      running.delete(request.path);
      const next = again.get(request.path);
      again.delete(request.path);
      if (next !== undefined && !signal.aborted) begin(next);
      else if (running.size === 0) does.idle();
    });
    running.set(request.path, ending);
  };

  return {
    want: (request) => {
      if (signal.aborted) return;
      if (!running.has(request.path)) return begin(request);
      const earlier = again.get(request.path);
      again.set(request.path, request);
      if (earlier !== undefined) does.overtaken(earlier);
    },
    get running() {
      return running.size;
    },
    stop: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
