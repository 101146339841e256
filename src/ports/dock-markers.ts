import type { DockRequest } from '../evidence/dock.ts';

/**
 * The folder of marker files: a root helper mounts a medium and drops a marker here; the daemon docks it
 * (FINDINGS 1.4). A person's `sealdock dock` hands over to a running daemon in the same way.
 */
export interface DockMarkers {
  /** Drops a marker, whole or not at all. */
  submit(request: DockRequest): Promise<void>;
  /** Calls back for every marker, also those that lie there already; returns how to stop. */
  watch(
    onRequest: (request: DockRequest) => void,
    onBad: (name: string, why: string) => void,
  ): Promise<() => Promise<void>>;
  /** Takes the marker away once its dock has ended. */
  settle(request: DockRequest): Promise<void>;
}
