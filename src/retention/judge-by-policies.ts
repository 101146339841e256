import type { Catalog } from '../ports/catalog.ts';
import { openDecider } from './decide-by-policies.ts';
import type { OpenJudge } from './judge-keeping.ts';
import type { KeepingSettings } from './keeping-context.ts';
import { readShelf, viewPolicies } from './policy-view.ts';
import { loadUnits } from './recording-units.ts';

/**
 * Every recording by the policy of its unit. What waits to take effect counts where it keeps longer; whether what is over
 * is proposed for destruction, only the policy in force says.
 */
export function judgeByPolicies(
  catalog: Pick<Catalog, 'adoptedPolicies' | 'unitAssignments' | 'registeredPage' | 'peoplePage'>,
  { policy: fallback, zone }: KeepingSettings,
): OpenJudge {
  return async (now) => {
    const view = viewPolicies(await readShelf(catalog, fallback), now);
    const unitsOf = await loadUnits(catalog);
    const decider = openDecider(view, { now, zone });
    return (facts) => {
      const units = unitsOf(facts);
      const decided = decider.decide(facts, units);
      const [inForce] = view.appliedTo(units);
      return {
        policy: inForce?.policy ?? null,
        keeping: decided.keeping,
        today: decider.todayOf(decided.by),
      };
    };
  };
}
