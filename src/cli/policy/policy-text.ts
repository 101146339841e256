import type { Json } from '../../evidence/canonical-json.ts';
import { canonicalJson } from '../../evidence/canonical-json.ts';
import { parsePeriod } from '../../evidence/period.ts';
import type { KeepUntil } from '../../evidence/retention.ts';
import type { Policy } from '../../retention/policy.ts';
import { policyText } from '../../retention/read-policies.ts';
import type { RuleChange } from '../../retention/rule-changes.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import type { Column } from '../output/stacked-table.ts';
import { tableColumns, tableText } from '../output/table.ts';
import { periodWords } from '../retention/keeping-text.ts';
import type { Session } from '../session.ts';

/** As `--json` tells a policy, and as its file writes its values. */
export function policyData(policy: Policy): Record<string, Json> {
  return JSON.parse(policyText(policy)) as Record<string, Json>;
}

/** `zhuzhou, version 2`. */
export function namedVersion({ policy: words }: Words, id: string, version: number | null): string {
  return version === null ? id : words.named(id, words.version(String(version)));
}

export function ruleName({ policy: words }: Words, rule: string): string {
  const names: Readonly<Record<string, string>> = words.rules;
  return names[rule] ?? rule;
}

/** A value as a person reads it; what is no plain value stays as the file writes it. */
export function valueText(words: Words, rule: string, value: Json): string {
  if (value === null) return words.policy.silent;
  if (typeof value === 'boolean') return value ? words.policy.yes : words.policy.no;
  const isPeriod = /^retention\.(patrol|evidence|case|permit|default|caseFile|floor)$/.test(rule);
  if (isPeriod && typeof value === 'string') return periodWords(words, parsePeriod(value));
  if (Array.isArray(value)) {
    return (
      value.map((each) => itemText(words, each as Json)).join(words.cli.listSeparator) || words.policy.no
    );
  }
  return itemText(words, value);
}

function itemText({ staff, approval, policy, cases, cli }: Words, item: Json): string {
  if (typeof item === 'string') {
    const names: Readonly<Record<string, string>> = {
      ...cases.enforcements,
      ...policy.values,
      ...staff.roles,
    };
    return Object.hasOwn(names, item) ? (names[item] ?? '') : shown(item);
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return String(item);
  const { role, kind, sentence, clause, needsText, restarts, hours, workingDays } = item as {
    readonly [name: string]: Json;
  };
  if (typeof hours === 'number') return policy.hours(String(hours));
  if (typeof workingDays === 'number') return policy.workingDays(String(workingDays));
  if (typeof sentence === 'string') {
    const said = [
      ...(typeof clause === 'string' ? [shown(clause)] : []),
      ...(needsText === true ? [policy.groundNeedsText] : []),
      ...(restarts === true ? [policy.groundRestarts] : []),
    ];
    return said.length === 0 ? shown(sentence) : policy.step(shown(sentence), said.join(cli.listSeparator));
  }
  if (typeof role !== 'string' || typeof kind !== 'string') return shown(canonicalJson(item));
  const [roles, kinds]: readonly Readonly<Record<string, string>>[] = [staff.roles, approval.stepKinds];
  return policy.step(roles?.[role] ?? role, kinds?.[kind] ?? kind);
}

export function keepText({ retention }: Words, keep: KeepUntil): string {
  return keep.kind === 'day' ? keep.day : retention.forEver;
}

export function changesTable(session: Session, changes: readonly RuleChange[]): string {
  const { words } = session;
  const { columns, effects } = words.policy;
  const titles = [
    { title: columns.rule },
    { title: columns.before, shrink: 'wrap' },
    { title: columns.after, shrink: 'wrap' },
    { title: columns.effect, shrink: 'wrap' },
  ] as const;
  const rows = changes.map(({ rule, before, after, effect }) => [
    ruleName(words, rule),
    valueText(words, rule, before),
    valueText(words, rule, after),
    effects[effect],
  ]);
  return styledTable(session, titles, rows);
}

export function styledTable(
  { paint, io }: Session,
  titles: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  return tableText(titles, rows, {
    paintTitle: (title) => paint('bold', title),
    columns: tableColumns(io),
  });
}
