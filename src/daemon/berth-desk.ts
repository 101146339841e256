import type { DockRequest } from '../evidence/dock.ts';

export interface BerthDesk {
  /** Begins a dock of this path, or notes that it is wanted once more when one is running. */
  want(request: DockRequest): void;
  /** Docks under way. */
  readonly running: number;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

/** One dock per path at a time; however often a path is asked for meanwhile, it is docked once more after that. */
export function openBerthDesk(dock: (request: DockRequest) => Promise<void>, onIdle: () => void): BerthDesk {
  const running = new Map<string, Promise<void>>();
  const again = new Map<string, DockRequest>();

  const begin = (request: DockRequest): void => {
    const ending = dock(request).finally(() => {
      running.delete(request.path);
      const next = again.get(request.path);
      again.delete(request.path);
      if (next !== undefined) begin(next);
      else if (running.size === 0) onIdle();
    });
    running.set(request.path, ending);
  };

  return {
    want: (request) => {
      if (running.has(request.path)) again.set(request.path, request);
      else begin(request);
    },
    get running() {
      return running.size;
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
