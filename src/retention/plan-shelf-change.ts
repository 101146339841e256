import { SealdockError } from '../evidence/errors.ts';
import type { AdoptedPolicy } from '../ports/policy-shelf.ts';
import { compareKeeping } from './compare-keeping.ts';
import { type KeepingPorts, type KeepingSettings, readKeepingMoment } from './keeping-context.ts';
import type { Policy } from './policy.ts';
import { EVERY_UNIT, type ShelfFacts } from './policy-view.ts';
import { parsePolicyText, policyText } from './read-policies.ts';
import { compareRules } from './rule-changes.ts';
import type { ShelfPlan, ShelfStep } from './shelf-change.ts';

export const LISTED_RECORDINGS = 20;

/**
 * What adopting this version would change, for every rule and every recording.
 * @returns null where this very text is the newest that was adopted.
 * @throws SealdockError `policies-invalid` for a version that is not newer than the adopted one.
 */
export async function planAdoption(
  ports: KeepingPorts,
  settings: KeepingSettings,
  policy: Policy,
  limit = LISTED_RECORDINGS,
): Promise<ShelfPlan | null> {
  const { shelf, now } = await readKeepingMoment(ports, settings);
  const last = newestOf(shelf, policy.policy);
  const text = policyText(policy);
  if (last?.text === text) return null;
  if (last !== null && policy.version <= last.version) {
    throw new SealdockError('policies-invalid', {
      about: policy.policy,
      expected: `version: ${last.version + 1}`,
      found: `version: ${policy.version}`,
    });
  }
  const before = last === null ? null : parsePolicyText(last.text, policy.policy);
  const adopted: AdoptedPolicy = {
    policy: policy.policy,
    version: policy.version,
    text,
    sha256: '' as AdoptedPolicy['sha256'], // only compared, never kept
    adoptedBy: '',
    adoptedAt: now,
    effectiveFrom: now,
    approval: null,
  };
  const after = { ...shelf, adopted: [...shelf.adopted, adopted] };
  return planOf(ports, settings, {
    step: { kind: 'adopt', policy, text },
    replaces: last === null ? null : `${last.policy} ${last.version}`,
    before,
    shelves: { before: shelf, after, now },
    limit,
  });
}

/**
 * What giving a unit to a policy would change.
 * @returns null where that is so already.
 * @throws SealdockError `policy-unknown` for a policy that was never adopted.
 */
export async function planAssignment(
  ports: KeepingPorts,
  settings: KeepingSettings,
  { unit, policy: id }: { readonly unit: string; readonly policy: string },
  limit = LISTED_RECORDINGS,
): Promise<ShelfPlan | null> {
  const { shelf, now } = await readKeepingMoment(ports, settings);
  const target = newestOf(shelf, id);
  if (target === null) {
    const expected = [...new Set(shelf.adopted.map(({ policy }) => policy))].join(', ');
    throw new SealdockError('policy-unknown', { about: id, expected });
  }
  const assigned = (name: string) => shelf.assignments.findLast((each) => each.unit === name)?.policy;
  const own = assigned(unit);
  if (own === id) return null;
  const current = own ?? assigned(EVERY_UNIT) ?? shelf.fallback;
  const last = newestOf(shelf, current);
  const assignment = {
    unit,
    policy: id,
    assignedBy: '',
    assignedAt: now,
    effectiveFrom: now,
    approval: null,
  };
  const after = { ...shelf, assignments: [...shelf.assignments, assignment] };
  return planOf(ports, settings, {
    step: { kind: 'assign', unit, policy: parsePolicyText(target.text, id) },
    replaces: own ?? null,
    before: last === null ? null : parsePolicyText(last.text, current),
    shelves: { before: shelf, after, now },
    limit,
  });
}

interface Planned {
  readonly step: ShelfStep;
  readonly replaces: string | null;
  readonly before: Policy | null;
  readonly shelves: Parameters<typeof compareKeeping>[2];
  readonly limit: number;
}

async function planOf(
  ports: KeepingPorts,
  settings: KeepingSettings,
  { step, replaces, before, shelves, limit }: Planned,
): Promise<ShelfPlan> {
  const rules = compareRules(before, step.policy);
  const difference = await compareKeeping(ports, settings, shelves, limit);
  const isShortening = difference.counts.sooner > 0 || rules.some(({ effect }) => effect === 'shortens');
  const delays = [before?.change.shortenDelayDays.value ?? 0, step.policy.change.shortenDelayDays.value];
  const delayDays = delays.includes(null) ? null : Math.max(...delays.map(Number));
  return {
    step,
    replaces,
    rules,
    difference,
    now: shelves.now,
    isShortening,
    delayDays: isShortening ? delayDays : 0,
  };
}

function newestOf({ adopted }: ShelfFacts, id: string): AdoptedPolicy | null {
  return adopted.findLast(({ policy }) => policy === id) ?? null;
}
