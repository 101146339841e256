import type { Hold, HoldId } from '../../evidence/hold.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { CliStation } from '../doors.ts';

/** The gate answers yes or no; a person wants to know which hold it is. Each is read once: a list hold is long. */
export async function holdsOn(
  { catalog }: Pick<CliStation, 'catalog'>,
  recordings: readonly RecordingId[],
): Promise<ReadonlyMap<RecordingId, readonly Hold[]>> {
  const known = new Map<string, Hold | null>();
  const holds = new Map<RecordingId, readonly Hold[]>();
  for (const recording of recordings) {
    const standing = (await catalog.keepingFacts(recording))?.holds ?? [];
    const ids = [...new Set(standing.map(({ id }) => id as HoldId))];
    for (const id of ids) {
      if (!known.has(id)) known.set(id, await catalog.hold(id));
    }
    const found = ids.flatMap((id) => known.get(id) ?? []);
    holds.set(recording, found);
  }
  return holds;
}
