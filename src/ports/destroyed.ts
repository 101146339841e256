import type { RecordingId } from '../evidence/ids.ts';

/** Which recordings were ended under an approved batch, as the destruction registers tell. */
export interface Destroyed {
  destroyedAmong(recordings: readonly RecordingId[]): Promise<ReadonlySet<RecordingId>>;
}
