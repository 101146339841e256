import { gapsOf } from '../../retention/policy-gaps.ts';
import { countText } from '../output/quantities.ts';
import type { Session } from '../session.ts';

/** Reads every file of the folder; what is wrong leaves as `policies-invalid`, with every line. */
export async function policyCheck(session: Session): Promise<number> {
  const { config } = await session.loadConfig();
  const policies = await session.doors.readPolicies(config);
  const checked = [...policies.values()].map((policy) => ({
    id: policy.policy,
    version: policy.version,
    open: gapsOf(policy).length,
  }));
  session.result({ folder: config.retention.policies, policies: checked }, () =>
    session.words.policy.sound(countText(checked.length)),
  );
  return 0;
}
