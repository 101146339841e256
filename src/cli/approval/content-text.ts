import type { ApprovalRequest } from '../../evidence/approval.ts';
import type { RuleChange } from '../../retention/rule-changes.ts';
import {
  type DestructionContent,
  type HoldContent,
  readApprovalContent,
  type ShelfContent,
} from '../../staff/approval-content.ts';
import { shown } from '../../words/shown.ts';
import { groundText } from '../holds/hold-text.ts';
import { factsText } from '../output/facts.ts';
import { countText, sizeText } from '../output/quantities.ts';
import { changesTable } from '../policy/policy-text.ts';
import type { Session } from '../session.ts';

type Fact = readonly [label: string, value: string];

/** What is decided on, in words and all of it; null where it holds anything that is not understood here. */
export function contentText(session: Session, request: ApprovalRequest): string | null {
  const read = readApprovalContent(request);
  switch (read?.kind) {
    case 'destruction':
      return batchText(session, read.content);
    case 'policy':
      return shelfText(session, read.content);
    case 'hold':
      return holdText(session, read.content);
    default:
      return null;
  }
}

function batchText({ words }: Session, batch: DestructionContent): string {
  const { content } = words.approval;
  const facts: readonly Fact[] = [
    [content.batch, shown(batch.batch)],
    [content.period, shown(batch.period)],
    [content.policy, words.retention.policyVersion(shown(batch.policy), String(batch.policyVersion))],
    [content.items, `${countText(batch.items)} (${sizeText(batch.bytes)})`],
    [content.coolingOffDays, String(batch.coolingOffDays)],
    [content.list, shown(batch.listSha256)],
  ];
  const list = words.approval.listHint(`sealdock destruction show ${shown(batch.batch)}`);
  return `${factsText(facts)}\n${list}`;
}

function shelfText(session: Session, told: ShelfContent): string {
  const { words } = session;
  const { content } = words.approval;
  const { adopt, assign, replaces, delayDays, rules, recordings } = told;
  const { none } = words.cli;
  const facts: readonly Fact[] = [
    ...(adopt === undefined
      ? []
      : [
          [content.adopt, words.retention.policyVersion(shown(adopt.policy), String(adopt.version))] as const,
          [content.text, shown(adopt.sha256)] as const,
        ]),
    ...(assign === undefined
      ? []
      : [[content.assign, `${shown(assign.unit)} → ${shown(assign.policy)}`] as const]),
    [content.replaces, replaces === null ? none : shown(replaces)],
    [content.delayDays, delayDays === null ? none : String(delayDays)],
  ];
  const { recordings: all, sooner, later, never, newlyDue, held } = recordings;
  return [
    factsText(facts),
    '',
    ...(rules.length === 0 ? [] : [changesTable(session, rules satisfies readonly RuleChange[]), '']),
    words.policy.difference(countText(all), countText(sooner), countText(later), countText(never)),
    words.policy.dueAtOnce(countText(newlyDue), countText(held)),
  ].join('\n');
}

function holdText({ words }: Session, hold: HoldContent): string {
  const { facts, yes, no } = words.holds;
  const rows: readonly Fact[] = [
    [facts.hold, shown(hold.hold)],
    [facts.on, onText(words, hold.target)],
    [facts.ground, groundText(words, { ground: hold.ground, clause: hold.clause })],
    [facts.text, hold.text === null ? words.cli.none : shown(hold.text)],
    [facts.restarts, hold.restarts ? yes : no],
    [facts.placedBy, shown(hold.placedBy)],
    [facts.placedAt, shown(hold.placedAt)],
  ];
  const listed = hold.target.kind === 'list' ? (hold.target.recordings ?? []) : [];
  return [factsText(rows), ...listed.map((recording) => `  ${shown(recording)}`)].join('\n');
}

function onText({ holds }: Session['words'], target: HoldContent['target']): string {
  switch (target.kind) {
    case 'recording':
      return holds.onRecording(shown(target.recording));
    case 'case':
      return holds.onCase(shown(target.case));
    case 'party':
      return holds.onParty(shown(target.party));
    case 'list':
      return `${holds.onList(countText(target.count), shown(target.query))} SHA-256 ${shown(target.sha256)}`;
  }
}
