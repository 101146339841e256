import type { DockRequest } from '../evidence/dock.ts';
import type { Part } from './part.ts';

/** A dock that the vault stopped (full disk, I/O error) is tried again this often, for as long as the daemon runs. */
const RETRY_AFTER_MS = 60_000;
/** Paths that wait; more than the ports of any station. */
const WAITING_LIMIT = 256;

/** Takes up stopped docks again: when there is room once more, intake goes on without anybody's doing. */
export function openRetries(
  want: (request: DockRequest) => void,
): Part & { after(request: DockRequest): void } {
  const waiting = new Map<string, NodeJS.Timeout>();
  return {
    after: (request) => {
      if (waiting.has(request.path) || waiting.size >= WAITING_LIMIT) return;
      const again = () => {
        waiting.delete(request.path);
        want(request);
      };
      waiting.set(request.path, setTimeout(again, RETRY_AFTER_MS));
    },
    stop: async () => {
      for (const timer of waiting.values()) clearTimeout(timer);
    },
  };
}
