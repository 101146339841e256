import { Command } from 'commander';
import type { CommandName } from '../words/help-words.ts';
import { addApprovalCommands } from './approval-commands.ts';
import { addCaseCommands } from './case-commands.ts';
import { auditAnchor } from './commands/audit-anchor.ts';
import { auditExport } from './commands/audit-export.ts';
import { auditList } from './commands/audit-list.ts';
import { auditRestored } from './commands/audit-restored.ts';
import { auditRotateKey } from './commands/audit-rotate-key.ts';
import { auditVerify } from './commands/audit-verify.ts';
import { cardClearable } from './commands/card-clearable.ts';
import { configCheck } from './commands/config-check.ts';
import { configShow } from './commands/config-show.ts';
import { dock } from './commands/dock.ts';
import { type DockListOptions, dockList } from './commands/dock-list.ts';
import { dockShow } from './commands/dock-show.ts';
import { showHelp } from './commands/help.ts';
import { init } from './commands/init.ts';
import { inspectStation } from './commands/inspect.ts';
import { reconcileExplain, reconcileNow } from './commands/reconcile.ts';
import { recordingList } from './commands/recording-list.ts';
import { recordingShow } from './commands/recording-show.ts';
import { recordingVerify } from './commands/recording-verify.ts';
import { run } from './commands/run.ts';
import { status } from './commands/status.ts';
import { witness } from './commands/witness.ts';
import { addDestructionCommands } from './destruction-commands.ts';
import { addHoldCommands, addIncidentCommand } from './hold-commands.ts';
import { wrapText } from './output/wrap-text.ts';
import { addPolicyCommands } from './policy-commands.ts';
import { addRecorderCommands } from './recorder-commands.ts';
import { addKeepingDecisions, addRetentionCommands } from './retention-commands.ts';
import type { Session } from './session.ts';
import { addStaffCommands } from './staff-commands.ts';
import { localisedHelp } from './usage/localised-help.ts';
import { argumentParsers } from './usage/parsers.ts';

/** The tree of commands, noun then verb. Each action tells its exit code to `finish`. */
export function buildProgram(session: Session, finish: (exitCode: number) => void): Command {
  const { help } = session.words;
  const parse = argumentParsers(session.words.cli, session.words.register);
  const program = rootCommand(session);
  const does =
    <Given extends readonly unknown[]>(action: (session: Session, ...given: Given) => Promise<number>) =>
    async (...given: Given) =>
      finish(await action(session, ...given));

  const under = (parent: Command, name: CommandName, usage: string) =>
    parent
      .command(usage)
      .description(help.commands[name])
      .helpOption('-h, --help', help.options.help)
      .helpCommand(false)
      .allowExcessArguments(false);

  under(program, 'init', 'init').action(does(init));
  under(program, 'run', 'run').option('--init', help.options.init).action(does(run));
  const docks = under(program, 'dock', 'dock')
    .argument('<path...>', help.arguments.path)
    .option('--recorder <number>', help.options.dockRecorder, parse.recorder)
    .option('--model <id>', help.options.dockModel)
    .option('--label <text>', help.options.dockLabel)
    .action(does(dock));
  under(docks, 'dock list', 'list')
    .option('--recorder <number>', help.options.recorder, parse.recorder)
    .option('--limit <n>', help.options.limit, parse.limit)
    .option('--after <id>', help.options.afterDock, parse.dock('--after'))
    .action(
      does((_, { limit, after }: DockListOptions, command: Command) =>
        // `dock` takes an option of this name too, and commander hands it to the outer command.
        dockList(session, { limit, after, recorder: command.optsWithGlobals<DockListOptions>().recorder }),
      ),
    );
  under(docks, 'dock show', 'show')
    .argument('<id>', help.arguments.dockId, parse.dock('<id>'))
    .action(does(dockShow));

  const recording = under(program, 'recording', 'recording');
  under(recording, 'recording list', 'list')
    .option('--recorder <number>', help.options.recorder, parse.recorder)
    .option('--dock <id>', help.options.dock, parse.dock('--dock'))
    .option('--mark <mark>', help.options.mark, parse.mark)
    .option('--from <time>', help.options.from)
    .option('--to <time>', help.options.to)
    .option('--limit <n>', help.options.limit, parse.limit)
    .option('--after <id>', help.options.after, parse.recording('--after'))
    .action(does(recordingList));
  under(recording, 'recording show', 'show')
    .argument('<id>', help.arguments.recordingId, parse.recording('<id>'))
    .action(does(recordingShow));
  under(recording, 'recording verify', 'verify')
    .argument('[id...]', help.arguments.recordingIds)
    .option('--all', help.options.all)
    .action(does(recordingVerify));

  addIncidentCommand(recording, session, { under, does });

  under(under(program, 'card', 'card'), 'card clearable', 'clearable')
    .argument('<dock>', help.arguments.dockId, parse.dock('<dock>'))
    .action(does(cardClearable));

  addRecorderCommands(under(program, 'recorder', 'recorder'), session, { under, does });

  addKeepingDecisions(recording, session, { under, does });
  addPolicyCommands(program, session, { under, does });
  addRetentionCommands(program, session, { under, does });
  addDestructionCommands(program, session, { under, does });
  addStaffCommands(program, session, { under, does });
  addApprovalCommands(program, session, { under, does });
  addCaseCommands(program, session, { under, does });
  addHoldCommands(program, session, { under, does });

  const audit = under(program, 'audit', 'audit');
  under(audit, 'audit list', 'list')
    .option('--from <seq>', help.options.auditFrom, parse.seq)
    .option('--limit <n>', help.options.limit, parse.limit)
    .action(does(auditList));
  under(audit, 'audit verify', 'verify')
    .option('--head <size:root>', help.options.head, parse.head)
    .action(does(auditVerify));
  under(audit, 'audit export', 'export')
    .argument('<folder>', help.arguments.exportFolder)
    .option('--reason <text>', help.options.whyExported, parse.reason)
    .action(does(auditExport));
  under(audit, 'audit anchor', 'anchor')
    .argument('<size:root>', help.options.head, parse.head)
    .option('--reason <text>', help.options.whereKept, parse.reason)
    .action(does(auditAnchor));
  under(audit, 'audit restored', 'restored')
    .requiredOption('--reason <text>', help.options.whyRestored, parse.reason)
    .action(does(auditRestored));
  under(audit, 'audit rotate-key', 'rotate-key')
    .argument('<key>', help.arguments.keyPurpose, parse.keyPurpose)
    .requiredOption('--reason <text>', help.options.whyRotated, parse.reason)
    .action(does(auditRotateKey));

  const reconciling = under(program, 'reconcile', 'reconcile').action(does(reconcileNow));
  under(reconciling, 'reconcile explain', 'explain')
    .argument('<id>', help.arguments.differenceId, parse.difference)
    .requiredOption('--reason <text>', help.options.whyDifferent, parse.reason)
    .action(does(reconcileExplain));

  under(program, 'witness', 'witness')
    .option('--listen <host:port>', help.options.listen)
    .option('--key <file>', help.options.witnessKey)
    .option('--name <name>', help.options.witnessName)
    .option(
      '--log <key>',
      help.options.witnessLog,
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .action(does(witness));

  under(program, 'inspect', 'inspect').action(does(inspectStation));
  under(program, 'status', 'status')
    .option('--watch', help.options.watch)
    .option('--follow', help.options.follow)
    .action(does(status));

  const config = under(program, 'config', 'config');
  under(config, 'config check', 'check').action(does(configCheck));
  under(config, 'config show', 'show').action(does(configShow));
  under(program, 'help', 'help')
    .argument('[command...]', help.arguments.command)
    .action(does((_, names: readonly string[]) => showHelp(session, program, names)));
  return program;
}

function rootCommand({ io, doors, words }: Session): Command {
  const { help } = words;
  const parse = argumentParsers(words.cli, words.register);
  return new Command('sealdock')
    .description(help.program)
    .configureHelp(localisedHelp(help))
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.columns ?? HELP_COLUMNS,
      getErrHelpWidth: () => io.columns ?? HELP_COLUMNS,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // The root tells errors itself, in its language or as JSON.
      outputError: () => {},
    })
    .exitOverride()
    .helpCommand(false)
    .option('--config <file>', help.options.config)
    .option('--data <folder>', help.options.data)
    .option('--json', help.options.json)
    .option('--lang <language>', help.options.lang, parse.language)
    .option('--no-color', help.options.noColor)
    .version(doors.version, '-V, --version', help.options.version)
    .helpOption('-h, --help', help.options.help)
    .addHelpText('after', `\n${wrapText(help.exitCodes, io.columns ?? HELP_COLUMNS).join('\n')}`);
}

const HELP_COLUMNS = 100;
