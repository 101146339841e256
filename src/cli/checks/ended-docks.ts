import type { DockProgress, StationStatus } from '../../ports/status-board.ts';
import { docksWithoutSlot } from './slot-table.ts';

/**
 * Docks without a slot that have ended, to be read on a screen that is redrawn: who docks by hand may look up late. They
 * stay until another dock without a slot begins.
 * @param shown what this told of the look before; a first look shows the newest dock, if it has ended.
 */
export function endedToRead(
  shown: readonly DockProgress[],
  before: StationStatus | null,
  after: StationStatus,
): readonly DockProgress[] {
  const now = docksWithoutSlot(after);
  if (before === null) {
    const newest = now.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).at(-1);
    return newest?.phase === 'finished' ? [newest] : [];
  }
  const earlier = docksWithoutSlot(before);
  const begun = now.filter(({ dock }) => earlier.every((each) => each.dock !== dock));
  const ended = now.filter(
    ({ dock, phase }) =>
      phase === 'finished' && earlier.some((each) => each.dock === dock && each.phase !== phase),
  );
  const kept = begun.length > 0 ? [] : shown;
  return [...kept, ...ended, ...begun.filter(({ phase }) => phase === 'finished')];
}
