import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { type ClearOrder, type ClearResult, clearDigestOf } from '../../evidence/clear-order.ts';
import type { ClearEnd, ClearOutcome } from '../../evidence/clearing.ts';
import { type MountedMedium, mediumMountedAt } from '../mounted-medium.ts';
import { removeItem } from './remove-file.ts';
import { Refusal, withWritableMount } from './writable-mount.ts';

/** Where the program may do what; from its unit file, never from an order. */
export interface ClearerPlaces {
  /** Only media that are mounted directly below this folder. */
  readonly media: string;
  /** Where a medium is mounted for writing. */
  readonly place: string;
  /** `/proc/sys/kernel/random/boot_id`. */
  readonly boot: string;
}

/**
 * Carries out one order: exactly the listed files, each proved once more. Whatever the medium or the system does is in
 * the result; it never throws for that.
 */
export async function carryOut(order: ClearOrder, places: ClearerPlaces): Promise<ClearResult> {
  const outcomes: ClearOutcome[] = [];
  const told = (end: ClearEnd, isMounted: boolean, why: string | null): ClearResult => ({
    v: 1,
    id: order.id,
    digest: clearDigestOf(order),
    end,
    outcomes: order.files.map((_, index) => outcomes[index] ?? 'not-reached'),
    isMounted,
    why: why?.slice(0, 512).toWellFormed() ?? null,
  });
  try {
    const medium = await orderedMedium(order, places);
    const { used, isMounted } = await withWritableMount(medium, places.place, (root) =>
      removeAll(order, root, medium, outcomes),
    );
    return told(used, isMounted, null);
  } catch (thrown) {
    const end = thrown instanceof Refusal ? thrown.end : 'failed';
    const there = await mediumMountedAt(order.medium.path).catch(() => null);
    return told(end, there !== null, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** What an interrupted order's result says: only the card itself can tell what went. */
export function interruptedResult(order: ClearOrder, isMounted: boolean): ClearResult {
  const outcomes = order.files.map(() => 'unknown' as const);
  return {
    v: 1,
    id: order.id,
    digest: clearDigestOf(order),
    end: 'interrupted',
    outcomes,
    isMounted,
    why: null,
  };
}

/** @throws Refusal when what is mounted there is not the medium that was decided about. */
async function orderedMedium(order: ClearOrder, { media, boot }: ClearerPlaces): Promise<MountedMedium> {
  if (order.boot !== boot) throw new Refusal('stale', 'given before the last start of the machine');
  const { path, device, diskSeq } = order.medium;
  if (dirname(path) !== media) throw new Refusal('not-mounted', `${path} is not directly below ${media}`);
  const medium = await mediumMountedAt(path);
  if (medium === null) throw new Refusal('not-mounted', `no medium is mounted at ${path}`);
  if (medium.device !== device || medium.diskSeq !== diskSeq)
    throw new Refusal('other-medium', `${medium.device}, DISKSEQ ${medium.diskSeq ?? 'unknown'}`);
  return medium;
}

async function removeAll(
  order: ClearOrder,
  root: string,
  medium: MountedMedium,
  outcomes: ClearOutcome[],
): Promise<ClearEnd> {
  const fd = fs.openSync(root, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW);
  try {
    for (const item of order.files) {
      if (!fs.existsSync(medium.sysfs)) return 'gone';
      outcomes.push(removeItem({ fd, dev: medium.dev }, item, order.proof));
    }
    return 'done';
  } finally {
    fs.closeSync(fd);
  }
}
