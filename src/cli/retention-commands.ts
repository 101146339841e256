import type { Command } from 'commander';
import { recordingClass } from './commands/recording-class.ts';
import { recordingDay } from './commands/recording-day.ts';
import { retentionExplain } from './commands/retention-explain.ts';
import { retentionSimulate } from './commands/retention-simulate.ts';
import { addDueCommands } from './destruction-commands.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { argumentParsers } from './usage/parsers.ts';
import { staffParsers } from './usage/staff-parsers.ts';

/** The verbs of `sealdock retention`. */
export function addRetentionCommands(program: Command, session: Session, builders: Builders): void {
  const { words } = session;
  const { under, does } = builders;
  const { help } = words;
  const parse = argumentParsers(words.cli, words.register);
  const { date } = staffParsers(words);
  const retention = under(program, 'retention', 'retention');
  under(retention, 'retention explain', 'explain')
    .argument('<recording>', help.arguments.recordingId, parse.recording('<recording>'))
    .option('--at <day>', help.options.explainAt, date('--at'))
    .action(does(retentionExplain));
  under(retention, 'retention simulate', 'simulate')
    .requiredOption('--at <day>', help.options.simulateAt, date('--at'))
    .option('--policy <file>', help.options.simulatePolicy)
    .option('--limit <n>', help.options.limit, parse.limit)
    .option('--csv', help.options.simulateCsv)
    .action(does(retentionSimulate));
  addDueCommands(retention, session, builders);
}

/** What a person says of recordings: `recording class` and `recording day`. */
export function addKeepingDecisions(recording: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const parse = argumentParsers(words.cli, words.register);
  const { date, reason } = staffParsers(words);
  under(recording, 'recording class', 'class')
    .usage(`${help.placeholders.options} <id...> <class>`)
    .argument('<id...>', help.arguments.idsAndClass)
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .option('--clear', help.options.clearDecision)
    .action(does(recordingClass));
  under(recording, 'recording day', 'day')
    .argument('<id>', help.arguments.recordingId, parse.recording('<id>'))
    .argument('[day]', help.arguments.trueDay, date('[day]'))
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .option('--clear', help.options.clearDecision)
    .action(does(recordingDay));
}
