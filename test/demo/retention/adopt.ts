import { fileURLToPath } from 'node:url';
import { readPolicyFiles } from '../../../src/adapters/policy-files.ts';
import { type CarriedOut, carryOut } from '../../../src/cli/policy/carry-out.ts';
import { ruleName, valueText } from '../../../src/cli/policy/policy-text.ts';
import { planAdoption } from '../../../src/retention/plan-shelf-change.ts';
import type { Policy } from '../../../src/retention/policy.ts';
import { gapsOf } from '../../../src/retention/policy-gaps.ts';
import { readPolicies, readPolicyBeside } from '../../../src/retention/read-policies.ts';
import { type Bureau, type Filled, ownPolicyFile, policyIdOf } from './bureaus.ts';
import type { DemoStation } from './demo-station.ts';
import type { Voice } from './say.ts';
import { approveAll, by } from './staff.ts';

const POLICIES = fileURLToPath(new URL('../../../config/policies', import.meta.url));
const REASON = '局务会议决定';

/** The bureau's policy, as its files say it: the shipped one, or its own beside it. */
export async function policyOf(bureau: Bureau, version = 1, more: readonly Filled[] = []): Promise<Policy> {
  const files = await readPolicyFiles(POLICIES);
  const shipped = readPolicies(files).get(bureau.id);
  if (shipped === undefined) throw new Error(`no policy ${bureau.id} is shipped`);
  if (policyIdOf(bureau) === bureau.id) return shipped;
  return readPolicyBeside(files, ownPolicyFile(bureau, shipped.agency ?? bureau.id, version, more));
}

/** Says where the regulation is silent, and what the bureau decides there. */
export async function tellGaps(bureau: Bureau, voice: Voice): Promise<void> {
  const shipped = readPolicies(await readPolicyFiles(POLICIES)).get(bureau.id);
  if (shipped === undefined) throw new Error(`no policy ${bureau.id} is shipped`);
  for (const { rule, isBlocking } of gapsOf(shipped)) {
    if (!isBlocking) continue;
    const filled = bureau.fills.find((each) => each.rule === rule);
    const name = ruleName(voice.words, rule);
    const value = filled === undefined ? null : valueText(voice.words, rule, filled.value);
    if (value === null)
      voice.say(`  ${name}: silent, and left open`, `  ${name}：制度未作规定，本局暂未确定`);
    else
      voice.say(
        `  ${name}: silent; the bureau's own file says ${value}`,
        `  ${name}：制度未作规定，本局自行确定为“${value}”`,
      );
  }
}

/** Adopts it; where that shortens anything, the head of the agency decides first. */
export async function adopt(station: DemoStation, policy: Policy): Promise<CarriedOut> {
  for (let tries = 0; tries < 2; tries += 1) {
    const acting = await by(station, 'li');
    const plan = await planAdoption(station, station.keeping, policy);
    if (plan === null) throw new Error(`${policy.policy} ${policy.version} is adopted already`);
    const carried = await carryOut(station, plan, REASON, acting);
    if (carried.kind === 'done') return carried;
    await approveAll(station, carried.request.id, REASON);
  }
  throw new Error(`${policy.policy} ${policy.version} was approved, and is not adopted`);
}
