import type { DockRequest } from '../../evidence/dock.ts';

/**
 * Is it the same stay of the same medium? The kernel's DISKSEQ decides where both tell it, with the device beside it,
 * because the partitions of one disk share it; a serial number or a path would take a replugged medium for the one
 * before (FINDINGS 1.3). Where one of them does not tell it, only the path is left.
 */
export function isSameVisit(
  one: Pick<DockRequest, 'path' | 'medium'>,
  other: Pick<DockRequest, 'path' | 'medium'>,
): boolean {
  const [mine, theirs] = [one.medium, other.medium];
  if (mine?.diskSeq != null && theirs?.diskSeq != null) {
    return mine.diskSeq === theirs.diskSeq && mine.device === theirs.device;
  }
  return one.path === other.path;
}
