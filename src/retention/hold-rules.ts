import type { ApprovalStep } from '../evidence/approval.ts';
import type { HoldTarget } from '../evidence/hold.ts';
import type { Role } from '../evidence/staff.ts';
import type { Catalog } from '../ports/catalog.ts';
import type { Clock } from '../ports/clock.ts';
import type { PolicyShelf } from '../ports/policy-shelf.ts';
import type { Policy } from './policy.ts';
import { readShelf, viewPolicies } from './policy-view.ts';
import { unitsOfOne } from './recording-units.ts';
import { retentionNow } from './retention-now.ts';

/** A ground of the policy's list, with its clause. */
export type Ground = NonNullable<Policy['hold']['grounds']['value']>[number];

/** What a policy says about holds; null where the regulation is silent. */
export interface HoldRules {
  readonly grounds: readonly Ground[] | null;
  /** Null where nobody has to approve: then a hold is placed at once. */
  readonly approver: Role | null;
  readonly release: readonly ApprovalStep[] | null;
  readonly owesOfflineCopy: boolean;
}

/** Where no policy is in force at all: every hold can be placed, and none is released by one person. */
export const NO_HOLD_RULES: HoldRules = {
  grounds: null,
  approver: null,
  release: null,
  owesOfflineCopy: false,
};

export function holdRulesOf({ hold }: Pick<Policy, 'hold'>): HoldRules {
  const approver = hold.approver.value;
  return {
    grounds: hold.grounds.value,
    approver: approver === 'none' ? null : approver,
    release: hold.release.value,
    owesOfflineCopy: hold.offlineCopy.value ?? false,
  };
}

/** What finding the rules asks of the station. */
export interface HoldRulesPorts {
  readonly catalog: PolicyShelf &
    Pick<Catalog, 'auditSize' | 'auditRows' | 'recording' | 'registered' | 'personWithCertificate'>;
  readonly clock: Clock;
}

/**
 * What the policy in force says about a hold on this: that of the recording's unit, or else of the person who acts.
 * What was adopted and waits for its day says nothing yet.
 * @param own the unit of that person; null for none.
 * @param fallback the station's own policy.
 */
export async function holdRulesInForce(
  ports: HoldRulesPorts,
  target: HoldTarget | null,
  own: string | null,
  fallback: string,
): Promise<HoldRules> {
  const view = viewPolicies(await readShelf(ports.catalog, fallback), await retentionNow(ports));
  const units = [...(await unitsOf(ports.catalog, target)), ...(own === null ? [] : [own])];
  const policy = view.appliedTo(units)[0]?.policy ?? null;
  return policy === null ? NO_HOLD_RULES : holdRulesOf(policy);
}

/** A case, a party and a list have no unit of their own. */
async function unitsOf(
  catalog: HoldRulesPorts['catalog'],
  target: HoldTarget | null,
): Promise<readonly string[]> {
  if (target?.kind !== 'recording') return [];
  const found = await catalog.recording(target.recording);
  if (found === null) return [];
  const { recorder, officer } = found.manifest;
  return unitsOfOne(catalog, { recorder: recorder.no, officer });
}

/** Who decides about a proposal, and about a release, where the policy names nobody. */
export const DECIDES_OTHERWISE: Role = 'legal-affairs';

/**
 * Whoever asks for a release, and at least one other person who decides (RULES C11): nobody decides on a request of
 * their own, so that one step is two persons.
 */
export function releaseSteps({ release, approver }: HoldRules): readonly ApprovalStep[] {
  return release ?? [{ role: approver ?? DECIDES_OTHERWISE, kind: 'decision' }];
}
