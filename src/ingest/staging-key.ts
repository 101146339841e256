import { type CardPath, keyOfCardPath } from '../evidence/card-path.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import type { StagingKey } from '../evidence/recording.ts';

/** 32 hex characters from recorder and path: the same file meets its own leftovers, whatever it has grown to. */
export function stagingKeyOf(recorder: RecorderNo, path: CardPath): StagingKey {
  return sha256Of(`${recorder}\0${keyOfCardPath(path)}`).slice(0, 32) as StagingKey;
}
