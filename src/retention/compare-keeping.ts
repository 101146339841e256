import type { RecordingId } from '../evidence/ids.ts';
import { isDue, type KeepUntil, type RetentionClass } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import { type Decided, type KeepingDecider, openDecider } from './decide-by-policies.ts';
import type { KeepingPorts, KeepingSettings } from './keeping-context.ts';
import { type ShelfFacts, viewPolicies } from './policy-view.ts';
import { loadUnits } from './recording-units.ts';
import { walkKeeping } from './walk-keeping.ts';

/** `never`: it had a last day, and has none any more. */
export const DIFFERENCES = ['sooner', 'later', 'never'] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

export interface DifferingRecording {
  readonly recording: RecordingId;
  readonly class: RetentionClass;
  readonly before: KeepUntil;
  readonly after: KeepUntil;
  readonly isHeld: boolean;
}

export interface KeepingDifference {
  readonly recordings: number;
  readonly counts: Readonly<Record<DifferenceKind, number>>;
  /** Of those that are due sooner: how many would be due at once, and how many more a hold keeps from it. */
  readonly newlyDue: number;
  readonly held: number;
  /** The first of each kind, in the order of ids. */
  readonly lists: Readonly<Record<DifferenceKind, readonly DifferingRecording[]>>;
}

/**
 * What another shelf would change for every recording, as if all of it were in force. Memory depends on no number of
 * recordings.
 * @param limit of each list.
 */
export async function compareKeeping(
  { catalog }: Pick<KeepingPorts, 'catalog'>,
  { zone }: Pick<KeepingSettings, 'zone'>,
  shelves: { readonly before: ShelfFacts; readonly after: ShelfFacts; readonly now: UtcTime },
  limit: number,
): Promise<KeepingDifference> {
  const at = { now: shelves.now, zone };
  const [before, after] = [
    openDecider(viewPolicies(shelves.before, at.now), at),
    openDecider(viewPolicies(shelves.after, at.now), at),
  ];
  const unitsOf = await loadUnits(catalog);
  const counts = { sooner: 0, later: 0, never: 0 };
  const lists = { sooner: [], later: [], never: [] } as Record<DifferenceKind, DifferingRecording[]>;
  const sums = { recordings: 0, newlyDue: 0, held: 0 };
  for await (const page of walkKeeping(catalog)) {
    for (const facts of page) {
      sums.recordings += 1;
      const units = unitsOf(facts);
      const [was, is] = [before.decide(facts, units), after.decide(facts, units)];
      const kind = kindOf(was.keeping.keep, is.keeping.keep);
      if (kind === null) continue;
      counts[kind] += 1;
      if (lists[kind].length < limit) lists[kind].push(differing(was, is));
      if (kind === 'sooner' && isPast(after, is) && !isPast(before, was)) {
        if (is.keeping.isHeld) sums.held += 1;
        else sums.newlyDue += 1;
      }
    }
  }
  return { ...sums, counts, lists };
}

function kindOf(before: KeepUntil, after: KeepUntil): DifferenceKind | null {
  if (after.kind === 'for-ever') return before.kind === 'for-ever' ? null : 'never';
  if (before.kind === 'for-ever' || after.day < before.day) return 'sooner';
  return after.day > before.day ? 'later' : null;
}

/** Whether its last day is over, whatever holds it. */
function isPast(decider: KeepingDecider, { by, keeping }: Decided): boolean {
  return isDue({ keep: keeping.keep, isHeld: false }, decider.todayOf(by));
}

function differing(was: Decided, is: Decided): DifferingRecording {
  const { recording, class: name, keep, isHeld } = is.keeping;
  return { recording, class: name, before: was.keeping.keep, after: keep, isHeld };
}
