import type { ApprovalStep } from '../evidence/approval.ts';
import type { Role } from '../evidence/staff.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { AdoptedPolicy, PolicyShelf } from '../ports/policy-shelf.ts';
import type { Policy } from './policy.ts';
import { parsePolicyText } from './read-policies.ts';

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

/** The unit of everybody who is not named, and the policy of a station where nobody has said anything. */
const EVERY_UNIT = '';
const DEFAULT_POLICY = 'default';

/**
 * What the policy in force for a unit says about holds.
 * @param unit of the person who acts; null for none.
 */
export async function holdRulesInForce(
  shelf: Pick<PolicyShelf, 'adoptedPolicies' | 'unitPolicies'>,
  unit: string | null,
  at: UtcTime,
): Promise<HoldRules> {
  const units = await shelf.unitPolicies();
  const wanted = units.get(unit ?? EVERY_UNIT) ?? units.get(EVERY_UNIT) ?? DEFAULT_POLICY;
  const effective = (await shelf.adoptedPolicies()).filter(
    ({ policy, effectiveFrom }) => policy === wanted && effectiveFrom <= at,
  );
  const newest = effective.reduce<AdoptedPolicy | null>(
    (best, each) => (best === null || each.version > best.version ? each : best),
    null,
  );
  return newest === null
    ? NO_HOLD_RULES
    : holdRulesOf(parsePolicyText(newest.text, `${newest.policy} ${newest.version}`));
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
