import type { Command } from 'commander';
import type { CommandName } from '../words/help-words.ts';
import { recorderAssign } from './commands/recorder-assign.ts';
import { recorderChange } from './commands/recorder-change.ts';
import { recorderConfirm } from './commands/recorder-confirm.ts';
import { recorderExport } from './commands/recorder-export.ts';
import { recorderImport } from './commands/recorder-import.ts';
import { recorderList } from './commands/recorder-list.ts';
import { recorderRegister } from './commands/recorder-register.ts';
import { recorderShow } from './commands/recorder-show.ts';
import { recorderState } from './commands/recorder-state.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { argumentParsers } from './usage/parsers.ts';

/** The verbs of `sealdock recorder`. */
export function addRecorderCommands(
  recorder: Command,
  { words }: Pick<Session, 'words'>,
  { under, does }: Builders,
): void {
  const { help } = words;
  const parse = argumentParsers(words.cli, words.register);
  const numbered = (name: CommandName, usage: string) =>
    under(recorder, name, usage).argument('<number>', help.arguments.recorderNo, parse.recorderNo);
  const withFacts = (command: Command) =>
    command
      .option('--model <id>', help.options.recorderModel)
      .option('--serial <text>', help.options.serial, parse.serial)
      .option('--unit <text>', help.options.unit, parse.text('--unit'))
      .option('--asset <text>', help.options.asset, parse.text('--asset'))
      .option('--note <text>', help.options.note, parse.text('--note'));

  under(recorder, 'recorder list', 'list').action(does(recorderList));
  numbered('recorder show', 'show').action(does(recorderShow));
  withFacts(numbered('recorder register', 'register'))
    .option('--officer <number>', help.options.officer, parse.officer('--officer'))
    .option('--from <time>', help.options.since)
    .option('--dock <id>', help.options.refusedDock, parse.dock('--dock'))
    .action(does(recorderRegister));
  withFacts(numbered('recorder change', 'change')).action(does(recorderChange));
  numbered('recorder state', 'state')
    .argument('<state>', help.arguments.state, parse.state)
    .action(does(recorderState));
  numbered('recorder assign', 'assign')
    .argument('[officer]', help.arguments.officer, parse.officer('[officer]'))
    .option('--nobody', help.options.nobody)
    .option('--from <time>', help.options.since)
    .action(does(recorderAssign));
  numbered('recorder confirm', 'confirm')
    .option('--reason <text>', help.options.reason, parse.text('--reason'))
    .action(does(recorderConfirm));
  under(recorder, 'recorder import', 'import')
    .argument('<csv>', help.arguments.csv)
    .option('--dry-run', help.options.dryRun)
    .action(does(recorderImport));
  under(recorder, 'recorder export', 'export').action(does(recorderExport));
}
