import { DIFFERENCES, type DifferenceKind } from '../../retention/compare-keeping.ts';
import type { ShelfPlan } from '../../retention/shelf-change.ts';
import { countText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { changesTable, keepText, styledTable } from './policy-text.ts';

/** What a plan would change, as counts and lists. */
export function planText(session: Session, { rules, difference }: ShelfPlan): string {
  const { policy: words } = session.words;
  const { recordings, counts, newlyDue, held } = difference;
  const [all, sooner, later, never] = [recordings, counts.sooner, counts.later, counts.never].map(
    countText,
  ) as [string, string, string, string];
  return [
    ...(rules.length === 0 ? [] : [words.ruleChanges, changesTable(session, rules), '']),
    words.difference(all, sooner, later, never),
    ...(newlyDue + held === 0 ? [] : [words.dueAtOnce(countText(newlyDue), countText(held))]),
    ...DIFFERENCES.flatMap((kind) => listLines(session, difference, kind)),
  ].join('\n');
}

function listLines(
  session: Session,
  { lists, counts }: ShelfPlan['difference'],
  kind: DifferenceKind,
): readonly string[] {
  const list = lists[kind];
  if (list.length === 0) return [];
  const { words } = session;
  const { columns, differences, held } = words.policy;
  const titles = [
    { title: columns.recording },
    { title: columns.class },
    { title: columns.before },
    { title: columns.after },
    { title: '' },
  ] as const;
  const rows = list.map(({ recording, class: name, before, after, isHeld }) => [
    recording,
    words.retention.classes[name],
    keepText(words, before),
    keepText(words, after),
    isHeld ? held : '',
  ]);
  const more = counts[kind] - list.length;
  return [
    '',
    differences[kind],
    styledTable(session, titles, rows),
    ...(more > 0 ? [words.policy.moreOfThem(countText(more))] : []),
  ];
}

/** For programs. */
export function planData({ step, replaces, rules, difference, isShortening, delayDays, now }: ShelfPlan) {
  const { policy, version } = step.policy;
  return { policy, version, replaces, rules, difference, isShortening, delayDays, now };
}
