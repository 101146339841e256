import type { Json } from '../evidence/canonical-json.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { Hold, HoldTarget } from '../evidence/hold.ts';

/** Of a list that is longer, the log has the digest: ids are in `hold_recording`, and what was asked stands beside it. */
const LISTED_LIMIT = 500;

/** What never changes of a hold, as it is decided on and as the log tells it. */
export function holdFacts(
  hold: Pick<Hold, 'target' | 'ground' | 'clause' | 'text' | 'restarts' | 'placedBy' | 'placedAt'>,
): Record<string, Json> {
  return {
    target: targetFacts(hold.target),
    ground: hold.ground,
    clause: hold.clause,
    text: hold.text,
    restarts: hold.restarts,
    placedBy: hold.placedBy,
    placedAt: hold.placedAt,
  };
}

/** What a request asks for: to keep, or to let go, exactly this hold. */
export function contentOf(hold: Hold, what: 'hold' | 'hold-release'): Json {
  return { what, hold: hold.id, ...holdFacts(hold) };
}

export function targetFacts(target: HoldTarget): Json {
  if (target.kind !== 'list') return { ...target };
  const recordings = target.recordings.toSorted();
  return {
    kind: 'list',
    query: target.query,
    count: recordings.length,
    sha256: sha256Of(recordings.join('\n')),
    ...(recordings.length <= LISTED_LIMIT ? { recordings } : {}),
  };
}
