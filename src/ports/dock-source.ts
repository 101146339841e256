import type { DockRequest } from '../evidence/dock.ts';

/**
 * Something that tells when a medium is there to be docked: marker files, drop folders, mounts. It may tell the same
 * path again; a dock takes nothing twice.
 */
export interface DockSource {
  /**
   * Starts telling, also about what is there already. Returns how to stop.
   * @param onGone the medium of a request was taken back by whoever told it; sources that cannot know never call it.
   */
  start(
    onRequest: (request: DockRequest) => void,
    onBad: (what: string, why: string) => void,
    onGone?: (request: DockRequest) => void,
  ): Promise<() => Promise<void>>;
}
