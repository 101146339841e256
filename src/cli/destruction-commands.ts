import type { Command } from 'commander';
import { destructionExecute } from './commands/destruction-execute.ts';
import { destructionList } from './commands/destruction-list.ts';
import { destructionReapply } from './commands/destruction-reapply.ts';
import { destructionRegister } from './commands/destruction-register.ts';
import { destructionSettle } from './commands/destruction-settle.ts';
import { destructionShow } from './commands/destruction-show.ts';
import { destructionStrike } from './commands/destruction-strike.ts';
import { destructionSubmit } from './commands/destruction-submit.ts';
import { destructionWithdraw } from './commands/destruction-withdraw.ts';
import { retentionConfirmClock } from './commands/retention-confirm-clock.ts';
import { retentionDue } from './commands/retention-due.ts';
import { retentionSweep } from './commands/retention-sweep.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { destructionParsers } from './usage/destruction-parsers.ts';
import { argumentParsers } from './usage/parsers.ts';
import { staffParsers } from './usage/staff-parsers.ts';

/** The verbs of `sealdock destruction`. */
export function addDestructionCommands(
  program: Command,
  { words }: Session,
  { under, does }: Builders,
): void {
  const { help } = words;
  const parse = destructionParsers(words);
  const { limit, recording } = argumentParsers(words.cli, words.register);
  const { reason } = staffParsers(words);
  const destruction = under(program, 'destruction', 'destruction');
  const onBatch = (name: Parameters<Builders['under']>[1], usage: string) =>
    under(destruction, name, usage).argument('<batch>', help.arguments.batchId, parse.batch('<batch>'));
  under(destruction, 'destruction list', 'list')
    .option('--state <state>', help.options.batchState, parse.batchState)
    .option('--limit <n>', help.options.limit, limit)
    .action(does(destructionList));
  onBatch('destruction show', 'show')
    .option('--limit <n>', help.options.limit, limit)
    .option('--after <place>', help.options.afterPlace, parse.place)
    .action(does(destructionShow));
  onBatch('destruction strike', 'strike')
    .argument('<recording>', help.arguments.recordingId, recording('<recording>'))
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .action(does(destructionStrike));
  onBatch('destruction submit', 'submit')
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .action(does(destructionSubmit));
  onBatch('destruction withdraw', 'withdraw')
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .action(does(destructionWithdraw));
  onBatch('destruction execute', 'execute')
    .option('--execute', help.options.execute)
    .option('--confirm <batch>', help.options.confirmBatch)
    .option('--witness <account>', help.options.witness, parse.witness)
    .option('--password-file <file>', help.options.witnessPasswordFile)
    .option('--password-stdin', help.options.witnessPasswordStdin)
    .action(does(destructionExecute));
  onBatch('destruction register', 'register').action(does(destructionRegister));
  under(destruction, 'destruction reapply', 'reapply')
    .option('--execute', help.options.executeAgain)
    .option('--reason <text>', help.options.giveReason, reason)
    .action(does(destructionReapply));
  onBatch('destruction settle', 'settle')
    .argument('<recording>', help.arguments.recordingId, recording('<recording>'))
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .option('--lost', help.options.lost)
    .action(does(destructionSettle));
}

/** What is due: `retention sweep`, `due` and `confirm-clock`. */
export function addDueCommands(retention: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const parse = destructionParsers(words);
  const { limit } = argumentParsers(words.cli, words.register);
  const { reason } = staffParsers(words);
  under(retention, 'retention sweep', 'sweep').action(does(retentionSweep));
  under(retention, 'retention due', 'due')
    .option('--within <days>', help.options.within, parse.days)
    .option('--limit <n>', help.options.limit, limit)
    .action(does(retentionDue));
  under(retention, 'retention confirm-clock', 'confirm-clock')
    .requiredOption('--reason <text>', help.options.giveReason, reason)
    .action(does(retentionConfirmClock));
}
