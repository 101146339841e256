import type { Period } from '../../evidence/period.ts';
import type { BaseDay, HoldStanding, Keeping, KeepReason, RuleReason } from '../../evidence/retention.ts';
import type { Decision } from '../../retention/decide-by-policies.ts';
import type { ExplainedKeeping } from '../../retention/keeping-context.ts';
import type { Applied } from '../../retention/policy-view.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import { factsText } from '../output/facts.ts';
import { timeText } from '../output/quantities.ts';

/** One recording with every reason, as a person reads it. */
export function explainedText(words: Words, explained: ExplainedKeeping, zone: string): string {
  const { retention } = words;
  const { decided, units, today, isDue } = explained;
  const { keeping, by, others } = decided;
  return [
    ...verdictLines(words, keeping, today, isDue),
    '',
    factsText([
      [retention.facts.recording, keeping.recording],
      [
        retention.facts.class,
        retention.withSource(retention.classes[keeping.class], retention.classFrom[keeping.classFrom]),
      ],
      [retention.facts.base, baseText(words, keeping.base)],
      [retention.facts.policy, policyText(words, by)],
      [retention.facts.unit, units.map(shown).join(words.cli.listSeparator) || retention.noUnit],
      [retention.facts.asOf, today],
    ]),
    '',
    retention.reasons,
    ...keeping.reasons.flatMap((reason) => reasonLines(words, reason, zone)),
    ...(others.length === 0 ? [] : ['', retention.othersTitle]),
    ...others.map((other) => `  ${otherText(words, other)}`),
  ].join('\n');
}

function verdictLines(
  { retention }: Words,
  { keep, isHeld }: Keeping,
  today: string,
  isDue: boolean,
): readonly string[] {
  const kept = keep.kind === 'day' ? retention.keptUntil(keep.day) : retention.keptForEver;
  const due = isDue && keep.kind === 'day' ? retention.dueSince(keep.day) : retention.notDue(today);
  return [kept, ...(isHeld ? [retention.heldBesides] : []), due];
}

export function baseText({ retention, cli }: Words, { day, from, doubt }: BaseDay): string {
  const source = [retention.baseFrom[from], ...(doubt === null ? [] : [retention.doubts[doubt]])].join(
    cli.listSeparator,
  );
  return retention.withSource(day, source);
}

export function policyText({ retention }: Words, { id, policy, isWaiting }: Applied): string {
  if (policy === null) return retention.policyNever(id);
  const text = retention.policyVersion(id, String(policy.version));
  return isWaiting ? retention.policyWaits(text) : text;
}

function otherText(words: Words, { by, keeping }: Decision): string {
  const { retention } = words;
  const until = keeping.keep.kind === 'day' ? retention.until(keeping.keep.day) : retention.forEver;
  return retention.withSource(policyText(words, { ...by, isWaiting: false }), until);
}

function reasonLines(words: Words, reason: KeepReason, zone: string): readonly string[] {
  const { retention } = words;
  switch (reason.kind) {
    case 'class':
    case 'floor':
    case 'case-file':
      return ruleLines(words, reason);
    case 'case-open':
      return [`  - ${retention.caseOpenReason(shown(reason.caseNo))}`];
    case 'hold':
      return [`  - ${holdText(words, reason.hold, zone)}`];
    case 'no-policy':
      return [`  - ${retention.noPolicyReason(reason.policy)}`];
  }
}

function ruleLines(words: Words, reason: RuleReason): readonly string[] {
  const { retention } = words;
  const { name, caseNo, clauses, sentence, period, base, keep, cause } = reason;
  const length = periodWords(words, period);
  const from = base === null ? length : retention.fromDay(length, base);
  const kept = keep.kind === 'day' ? retention.until(keep.day) : retention.forEver;
  const what = retention.withSource(from, cause === null ? kept : `${kept}; ${retention.causes[cause]}`);
  const text =
    caseNo === null
      ? retention.ruleReason(retention.rules[name], what)
      : retention.fileReason(retention.rules[name], shown(caseNo), what);
  const cited = clauses.map(shown).join(words.cli.listSeparator);
  const source = sentence === null ? cited : retention.quoted(cited, shown(sentence));
  return [`  - ${text}`, ...(cited === '' ? [] : [`      ${source}`])];
}

function holdText({ retention }: Words, hold: HoldStanding, zone: string): string {
  return retention.holdReason(
    hold.id,
    shown(hold.ground),
    retention.throughs[hold.through],
    retention.holdStates[hold.state],
    timeText(hold.since, zone),
  );
}

export function periodWords({ retention }: Words, period: Period | null): string {
  if (period === null) return retention.periodOpen;
  if (period.kind === 'case-file') return retention.caseFile;
  if (period.kind === 'for-ever') return retention.forEver;
  const { months } = period;
  return months % 12 === 0 ? retention.years(String(months / 12)) : retention.months(String(months));
}
