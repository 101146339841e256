import type { Command } from 'commander';
import type { RecordingId } from '../evidence/ids.ts';
import type { CommandName } from '../words/help-words.ts';
import { caseAdd, caseChange, caseClose, caseConclude, caseReopen } from './commands/case-change.ts';
import { caseLink, caseRemoveLink } from './commands/case-link.ts';
import { caseList } from './commands/case-list.ts';
import { caseShow } from './commands/case-show.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { caseParsers } from './usage/case-parsers.ts';
import { argumentParsers } from './usage/parsers.ts';
import { staffParsers } from './usage/staff-parsers.ts';

/** The verbs of `sealdock case`. */
export function addCaseCommands(program: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const parse = { ...argumentParsers(words.cli, words.register), ...caseParsers(words) };
  const { reason, date, dateOrNone } = staffParsers(words);
  const each = parse.recording('<recording>');
  const recordings = (value: string, before: readonly RecordingId[] = []) => [...before, each(value)];
  const cases = under(program, 'case', 'case');
  const numbered = (name: CommandName, usage: string) =>
    under(cases, name, usage).argument('<case>', help.arguments.caseNo, parse.caseNo('<case>'));
  const withFacts = (command: Command) =>
    command
      .option('--type <type>', help.options.caseType, parse.enforcement)
      .option('--cause <text>', help.options.cause, parse.cause)
      .option('--party <name>', help.options.party, parse.parties)
      .option('--opened <day>', help.options.opened, dateOrNone('--opened'))
      .option('--file-period <period>', help.options.filePeriod, parse.filePeriod);
  const optionalReason = (command: Command) =>
    command.option('--reason <text>', help.options.whyChanged, reason);
  const needsReason = (command: Command) =>
    command.requiredOption('--reason <text>', help.options.whyChanged, reason);
  const onDay = (command: Command) => command.option('--on <day>', help.options.onDay, date('--on'));

  optionalReason(withFacts(numbered('case add', 'add'))).action(does(caseAdd));
  needsReason(withFacts(numbered('case change', 'change'))).action(does(caseChange));
  optionalReason(onDay(numbered('case conclude', 'conclude'))).action(does(caseConclude));
  optionalReason(onDay(numbered('case close', 'close'))).action(does(caseClose));
  needsReason(numbered('case reopen', 'reopen')).action(does(caseReopen));
  numbered('case show', 'show').action(does(caseShow));
  under(cases, 'case list', 'list')
    .option('--party <name>', help.options.ofParty, parse.party)
    .option('--limit <n>', help.options.limit, parse.limit)
    .option('--after <case>', help.options.afterCase, parse.caseNo('--after'))
    .action(does(caseList));
  optionalReason(
    numbered('case link', 'link')
      .argument('<recording...>', help.arguments.linkedRecordings, recordings)
      .option('--evidence', help.options.asEvidence)
      .option('--no-evidence', help.options.noEvidence),
  ).action(does(caseLink));
  needsReason(
    numbered('case remove-link', 'remove-link').argument('<recording>', help.arguments.recordingId, each),
  ).action(does(caseRemoveLink));
}
