import type { RecordingId } from '../evidence/ids.ts';

/**
 * The one gate that every path asks before bytes of a recording end: destruction, clearing, whatever comes (DESIGN 5,
 * invariant 5). Asked again right before the act, not only when it was planned. Who asks reports what it deferred.
 */
export interface HoldGate {
  /** Those of them on which any hold lies. @throws SealdockError `catalogue-failed`: then nothing ends. */
  heldAmong(recordings: readonly RecordingId[]): Promise<ReadonlySet<RecordingId>>;
}
