import type { Json } from '../evidence/canonical-json.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import { parsePeriod } from '../evidence/period.ts';
import { type Policy, RULE_PATHS } from './policy.ts';
import { policyText } from './read-policies.ts';

/**
 * What a change of a rule does to what is kept: `shortens` also where a safeguard becomes weaker, and wherever it cannot
 * be told; `other` is no matter of keeping.
 */
export type RuleEffect = 'shortens' | 'lengthens' | 'other';

export interface RuleChange {
  /** `retention.patrol`, or `zone`. */
  readonly rule: string;
  /** As the file writes it; null for a rule that is silent. */
  readonly before: Json;
  readonly after: Json;
  readonly effect: RuleEffect;
}

/** @param before null where nothing was adopted yet: then everything was kept for ever. */
export function compareRules(before: Policy | null, after: Policy): readonly RuleChange[] {
  const [was, is] = [before === null ? null : plainOf(before), plainOf(after)];
  const changes: RuleChange[] = RULE_PATHS.flatMap(([section, name]) => {
    const rule = `${section}.${name}`;
    const [old, now] = [was?.[section]?.[name]?.value ?? null, is[section]?.[name]?.value ?? null];
    if (canonicalJson(old) === canonicalJson(now)) return [];
    return [{ rule, before: old, after: now, effect: effectOf(rule, old, now) }];
  });
  if (before !== null && before.zone !== after.zone) {
    changes.push({ rule: 'zone', before: before.zone, after: after.zone, effect: 'shortens' });
  }
  return changes;
}

type PlainPolicy = { readonly [section: string]: { readonly [rule: string]: { readonly value: Json } } };

function plainOf(policy: Policy): PlainPolicy {
  return JSON.parse(policyText(policy)) as PlainPolicy;
}

const NEVER = Number.POSITIVE_INFINITY;

/** How well each value keeps; more keeps longer, and what has no rank is taken to keep shorter. */
const RANKS: Readonly<Record<string, (value: Json) => number | null>> = {
  'retention.patrol': periodRank,
  'retention.evidence': periodRank,
  'retention.case': periodRank,
  'retention.permit': periodRank,
  'retention.default': periodRank,
  'retention.caseFile': periodRank,
  // Without a floor nothing is kept by it.
  'retention.floor': (value) => (value === null ? 0 : periodRank(value)),
  'retention.onExpiry': (value) =>
    value === null ? 2 : ['propose-destruction', 'review', 'keep'].indexOf(String(value)),
  'retention.believeClockDays': (value) => -Number(value ?? 92),
  'retention.warnDays': moreIsLonger,
  'hold.offlineCopy': (value) => (value === true ? 1 : 0),
  'destruction.coolingOffDays': moreIsLonger,
  'destruction.capPerRun': (value) => (value === null ? NEVER : -Number(value)),
  'destruction.anchorMaxDays': (value) => (value === null ? -NEVER : -Number(value)),
  'change.shortenDelayDays': moreIsLonger,
};

function effectOf(rule: string, before: Json, after: Json): RuleEffect {
  if (rule === 'hold.grounds') return hasAll(before, after) ? 'lengthens' : 'shortens';
  if (rule === 'destruction.batch') return 'other';
  const rank = RANKS[rule];
  if (rank === undefined) return /^(retention|hold|destruction|change)\./.test(rule) ? 'shortens' : 'other';
  const [old, now] = [rank(before), rank(after)];
  if (old === null || now === null) return now === NEVER ? 'lengthens' : 'shortens';
  return now > old ? 'lengthens' : 'shortens';
}

/** Null for as long as a case file, which can be longer or shorter than any number of months. */
function periodRank(value: Json): number | null {
  const period = typeof value === 'string' ? parsePeriod(value) : null;
  if (period === null || period.kind === 'for-ever') return NEVER;
  return period.kind === 'months' ? period.months : null;
}

function moreIsLonger(value: Json): number {
  return value === null ? NEVER : Number(value);
}

/** Every ground that there was is there as it was. */
function hasAll(before: Json, after: Json): boolean {
  const now = new Set((Array.isArray(after) ? after : []).map((ground) => canonicalJson(ground as Json)));
  return (Array.isArray(before) ? before : []).every((ground) => now.has(canonicalJson(ground as Json)));
}
