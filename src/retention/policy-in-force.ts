import { SealdockError } from '../evidence/errors.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { PolicyShelf } from '../ports/policy-shelf.ts';
import type { Policy } from './policy.ts';
import { parsePolicyText } from './read-policies.ts';

/**
 * The newest version of a policy whose day has come.
 * @param now by the retention clock.
 * @throws SealdockError `policy-unknown` where none has.
 */
export async function policyInForce(
  shelf: Pick<PolicyShelf, 'adoptedPolicies'>,
  id: string,
  now: UtcTime,
): Promise<Policy> {
  const found = (await shelf.adoptedPolicies()).findLast(
    ({ policy, effectiveFrom }) => policy === id && effectiveFrom <= now,
  );
  if (found === undefined) throw new SealdockError('policy-unknown', { about: id });
  return parsePolicyText(found.text, `${found.policy} ${found.version}`);
}
