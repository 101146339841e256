import type { UtcTime } from '../evidence/time.ts';
import type { AdoptedPolicy, PolicyShelf, UnitAssignment } from '../ports/policy-shelf.ts';
import type { Policy } from './policy.ts';
import { parsePolicyText } from './read-policies.ts';

/** Everybody whose unit is not named. */
export const EVERY_UNIT = '';

/** One policy that counts for a recording. */
export interface Applied {
  readonly id: string;
  /** Null where no version of it has ever been adopted: then nothing is due by it. */
  readonly policy: Policy | null;
  /** It was adopted or assigned, and its day has not come: it counts only where it keeps longer. */
  readonly isWaiting: boolean;
}

/** All that was adopted and assigned, as it stands at one moment of the retention clock. */
export interface PolicyView {
  /**
   * What counts for the first of these units that has a policy of its own, else for everybody; never empty. The first
   * of the list is in force, those behind it wait.
   */
  appliedTo(units: readonly string[]): readonly Applied[];
}

export interface ShelfFacts {
  /** Of one policy the versions in their order. */
  readonly adopted: readonly AdoptedPolicy[];
  readonly assignments: readonly UnitAssignment[];
  /** The station's own, for everybody whom nobody has assigned. */
  readonly fallback: string;
}

export async function readShelf(
  shelf: Pick<PolicyShelf, 'adoptedPolicies' | 'unitAssignments'>,
  fallback: string,
): Promise<ShelfFacts> {
  return { adopted: await shelf.adoptedPolicies(), assignments: await shelf.unitAssignments(), fallback };
}

/** @param now by the retention clock. */
export function viewPolicies({ adopted, assignments, fallback }: ShelfFacts, now: UtcTime): PolicyView {
  const versions = Map.groupBy(adopted, ({ policy }) => policy);
  const ofUnit = Map.groupBy(assignments, ({ unit }) => unit);
  const known = new Map<string, readonly Applied[]>();
  const appliedOf = (unit: string): readonly Applied[] => {
    const found = known.get(unit);
    if (found !== undefined) return found;
    const made = appliedByIds(idsOf(unit), versions, now);
    known.set(unit, made);
    return made;
  };
  /** Until its first assignment has come, a unit goes by everybody's policy. */
  const idsOf = (unit: string): readonly AssignedId[] =>
    assignedIds(ofUnit.get(unit) ?? [], unit === EVERY_UNIT ? [[fallback, false]] : idsOf(EVERY_UNIT), now);
  return {
    appliedTo: (units) => appliedOf(units.find((unit) => ofUnit.has(unit)) ?? EVERY_UNIT),
  };
}

type AssignedId = readonly [id: string, isWaiting: boolean];

/** The newest assignment that has come, and all that are newer. */
function assignedIds(
  assignments: readonly UnitAssignment[],
  before: readonly AssignedId[],
  now: UtcTime,
): readonly AssignedId[] {
  const at = assignments.findLastIndex(({ effectiveFrom }) => effectiveFrom <= now);
  const waiting = assignments.slice(at + 1).map(({ policy }) => [policy, true] as const);
  const inForce = at < 0 ? before : [[assignments[at]?.policy ?? '', false] as const];
  return [...inForce, ...waiting];
}

/** Of each policy the newest version that has come, and all that are newer (SM-34: the newest prevails). */
function appliedByIds(
  ids: readonly AssignedId[],
  versions: ReadonlyMap<string, readonly AdoptedPolicy[]>,
  now: UtcTime,
): readonly Applied[] {
  const applied = ids.flatMap(([id, isWaiting]) => {
    const all = versions.get(id) ?? [];
    const at = all.findLastIndex(({ effectiveFrom }) => effectiveFrom <= now);
    const inForce = at < 0 ? null : policyOf(all[at] as AdoptedPolicy);
    const waiting = all.slice(at + 1).map((each) => ({ id, policy: policyOf(each), isWaiting: true }));
    return [{ id, policy: inForce, isWaiting }, ...waiting];
  });
  // What is in force stands first.
  return [...applied.filter((each) => !each.isWaiting), ...applied.filter((each) => each.isWaiting)];
}

function policyOf({ policy, version, text }: AdoptedPolicy): Policy {
  return parsePolicyText(text, `${policy} ${version}`);
}
