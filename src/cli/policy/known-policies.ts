import { SealdockError } from '../../evidence/errors.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { AdoptedPolicy } from '../../ports/policy-shelf.ts';
import { type KeepingMoment, readKeepingMoment } from '../../retention/keeping-context.ts';
import type { Policy } from '../../retention/policy.ts';
import { EVERY_UNIT, type ShelfFacts } from '../../retention/policy-view.ts';
import type { CliStation } from '../doors.ts';
import { keepingSettings } from '../retention/keeping-settings.ts';
import type { Session } from '../session.ts';

/** The file of that id. @throws SealdockError `policy-unknown`, `policies-invalid`. */
export async function policyFileOf(session: Session, station: CliStation, id: string): Promise<Policy> {
  const policies = await session.doors.readPolicies(station.config);
  const found = policies.get(id);
  if (found !== undefined) return found;
  throw new SealdockError('policy-unknown', { about: id, expected: [...policies.keys()].join(', ') });
}

export function momentOf(station: CliStation): Promise<KeepingMoment> {
  return readKeepingMoment(station, keepingSettings(station.config));
}

/** What is in force of one policy, and what waits. */
export interface Standing {
  readonly inForce: AdoptedPolicy | null;
  readonly waiting: readonly AdoptedPolicy[];
}

export function standingOf({ adopted }: ShelfFacts, id: string, now: UtcTime): Standing {
  const all = adopted.filter(({ policy }) => policy === id);
  const at = all.findLastIndex(({ effectiveFrom }) => effectiveFrom <= now);
  return { inForce: all[at] ?? null, waiting: all.slice(at + 1) };
}

/** Which units go by it, by their newest assignment; the empty one is everybody else. */
export function unitsOf({ assignments, fallback }: ShelfFacts, id: string): readonly string[] {
  const newest = new Map(assignments.map(({ unit, policy }) => [unit, policy]));
  if (!newest.has(EVERY_UNIT)) newest.set(EVERY_UNIT, fallback);
  return [...newest].flatMap(([unit, policy]) => (policy === id ? [unit] : [])).sort();
}

/** Those that somebody goes by. */
export function usedPolicies({ assignments, fallback }: ShelfFacts): readonly string[] {
  const newest = new Map(assignments.map(({ unit, policy }) => [unit, policy]));
  return [...new Set([newest.get(EVERY_UNIT) ?? fallback, ...newest.values()])];
}
