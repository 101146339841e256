import * as fs from 'node:fs';
import { dirname } from 'node:path';
import type { ClearBegun } from '../../evidence/clear-begun.ts';
import { type ClearOrder, type ClearResult, clearDigestOf } from '../../evidence/clear-order.ts';
import { CLEAR_PROOFS, type ClearEnd, type ClearOutcome, type ClearProof } from '../../evidence/clearing.ts';
import { type MountedMedium, mediumMountedAt } from '../mounted-medium.ts';
import { Refusal } from './refusal.ts';
import { removeItem } from './remove-file.ts';
import { withWritableMount } from './writable-mount.ts';

/** Where the program may do what; from its unit file, never from an order. */
export interface ClearerPlaces {
  /** Only media that are mounted directly below this folder. */
  readonly media: string;
  /** Where a medium is mounted for writing. */
  readonly place: string;
  /** `/proc/sys/kernel/random/boot_id`. */
  readonly boot: string;
  /** An order that asks for less than this is refused, whatever the daemon's configuration says. */
  readonly leastProof: ClearProof;
}

/**
 * Carries out one order: exactly the listed files, each proved once more. Whatever the medium or the system does is in
 * the result; it never throws for that.
 * @param onBegin right before anything about the medium is changed.
 */
export async function carryOut(
  order: ClearOrder,
  places: ClearerPlaces,
  onBegin: (medium: MountedMedium) => Promise<void>,
): Promise<ClearResult> {
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
    const { used, isMounted, trouble } = await withWritableMount(
      medium,
      places.place,
      () => onBegin(medium),
      (root) => removeAll(order, root, medium, outcomes),
    );
    if (trouble === null && isMounted) return told(used, true, null);
    // Removed, and perhaps not on the medium: the next dock sees what is there.
    const why = trouble ?? 'could not be mounted for reading again';
    return told(fs.existsSync(medium.sysfs) ? 'failed' : 'gone', isMounted, why);
  } catch (thrown) {
    const end = thrown instanceof Refusal ? thrown.end : 'failed';
    const there = await mediumMountedAt(order.medium.path).catch(() => null);
    return told(end, there !== null, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** What the result of an order says that was begun and never ended: only the card itself can tell what went. */
export function interruptedResult({ id, digest, files }: ClearBegun, isMounted: boolean): ClearResult {
  const outcomes = Array<ClearOutcome>(files).fill('unknown');
  return { v: 1, id, digest, end: 'interrupted', outcomes, isMounted, why: null };
}

/** @throws Refusal when what is mounted there is not the medium that was decided about, or not so proved. */
async function orderedMedium(
  order: ClearOrder,
  { media, boot, leastProof }: ClearerPlaces,
): Promise<MountedMedium> {
  if (CLEAR_PROOFS.indexOf(order.proof) < CLEAR_PROOFS.indexOf(leastProof))
    throw new Refusal('proof-too-weak', `${order.proof}, and at least ${leastProof} is asked for here`);
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
