import type { DockRequest } from '../evidence/dock.ts';
import type { Part } from './part.ts';
import { isSameVisit } from './slots/visit.ts';

export interface BerthDesk extends Part {
  /** Begins a dock of this medium, or notes that it is wanted once more when one is running. */
  want(request: DockRequest): void;
  /** The medium of this request has left: what waits for it is dropped, and told as overtaken. */
  drop(request: DockRequest): void;
  /** Docks under way. */
  readonly running: number;
}

export interface BerthDeskDoes {
  /** Tells its own failures; it never rejects. */
  dock(request: DockRequest): Promise<void>;
  /** A waiting request was overtaken by a later one of the same medium, whose dock answers both. */
  overtaken(request: DockRequest): void;
  /** None is under way any more. */
  idle(): void;
}

interface Berth {
  readonly request: DockRequest;
  readonly ending: Promise<void>;
  again: DockRequest | null;
}

/**
 * One dock of a medium's visit at a time; however often it is asked for meanwhile, it is docked once more after that. A
 * medium that was pulled and plugged again is another visit, also on the same path. Nothing begins once `signal` has
 * ended it: what waits keeps its marker for the next start.
 */
export function openBerthDesk(does: BerthDeskDoes, signal: AbortSignal): BerthDesk {
  const running = new Set<Berth>();

  const begin = (request: DockRequest): void => {
    const ending = does.dock(request).then(() => {
      running.delete(berth);
      const next = berth.again;
      if (next !== null && !signal.aborted) begin(next);
      else if (running.size === 0) does.idle();
    });
    const berth: Berth = { request, ending, again: null };
    running.add(berth);
  };
  /** The newest, where a request without a DISKSEQ fits several visits of one path. */
  const berthOf = (request: DockRequest) =>
    [...running].findLast((berth) => isSameVisit(berth.request, request));

  return {
    want: (request) => {
      if (signal.aborted) return;
      const berth = berthOf(request);
      if (berth === undefined) return begin(request);
      const earlier = berth.again;
      berth.again = request;
      if (earlier !== null) does.overtaken(earlier);
    },
    drop: (request) => {
      for (const berth of running) {
        if (berth.again === null || !isSameVisit(berth.again, request)) continue;
        does.overtaken(berth.again);
        berth.again = null;
      }
    },
    get running() {
      return running.size;
    },
    stop: async () => {
      while (running.size > 0) await Promise.all([...running].map(({ ending }) => ending));
    },
  };
}
