import type { DockRequest } from '../evidence/dock.ts';
import type { DockSource } from './dock-source.ts';

/**
 * The folder of marker files: a root helper mounts a medium and drops a marker here; the daemon docks it
 * (FINDINGS 1.4). A person's `sealdock dock` hands over to a running daemon in the same way.
 */
export interface DockMarkers extends DockSource {
  /** Drops a marker, whole or not at all. */
  submit(request: DockRequest): Promise<void>;
  /** Takes the marker away once its dock has ended. */
  settle(request: DockRequest): Promise<void>;
}
