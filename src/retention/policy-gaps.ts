import { type Policy, RULE_PATHS, type Rule } from './policy.ts';

/** While one of these is open, something cannot be done: nothing is due by it, nobody can approve, nothing is released. */
const BLOCKING: ReadonlySet<string> = new Set([
  'retention.patrol',
  'retention.evidence',
  'retention.case',
  'retention.permit',
  'retention.default',
  'retention.caseFile',
  'retention.onExpiry',
  'hold.grounds',
  'hold.approver',
  'hold.release',
  'destruction.steps',
  'destruction.batch',
  'destruction.coolingOffDays',
  'destruction.capPerRun',
  'change.shortenDelayDays',
]);

/** A rule about which the regulation is silent. */
export interface PolicyGap {
  readonly rule: string;
  readonly isBlocking: boolean;
  readonly clauses: readonly string[];
  readonly sentence: string | null;
  readonly note: string | null;
}

/** Everything that the bureau has to decide, in the order of the schema. */
export function gapsOf(policy: Policy): readonly PolicyGap[] {
  const sections = policy as unknown as Readonly<Record<string, Readonly<Record<string, Rule<unknown>>>>>;
  return RULE_PATHS.flatMap(([section, name]) => {
    const rule = sections[section]?.[name];
    if (rule === undefined || rule.value !== null) return [];
    const { clauses, sentence, note } = rule;
    const path = `${section}.${name}`;
    return [{ rule: path, isBlocking: BLOCKING.has(path), clauses, sentence, note }];
  });
}
