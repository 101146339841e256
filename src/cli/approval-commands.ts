import type { Command } from 'commander';
import { approvalDecide } from './commands/approval-decide.ts';
import { approvalList } from './commands/approval-list.ts';
import { approvalShow } from './commands/approval-show.ts';
import { approvalWithdraw } from './commands/approval-withdraw.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { argumentParsers } from './usage/parsers.ts';
import { staffParsers } from './usage/staff-parsers.ts';

/** The verbs of `sealdock approval`. */
export function addApprovalCommands(program: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const parse = staffParsers(words);
  const { limit } = argumentParsers(words.cli, words.register);
  const approval = under(program, 'approval', 'approval');
  under(approval, 'approval list', 'list')
    .option('--state <state>', help.options.approvalState, parse.approvalState)
    .option('--all', help.options.approvalAll)
    .option('--limit <n>', help.options.limit, limit)
    .option('--after <id>', help.options.afterApproval, parse.approval('--after'))
    .action(does(approvalList));
  under(approval, 'approval show', 'show')
    .argument('<id>', help.arguments.approvalId, parse.approval('<id>'))
    .option('--verbatim', help.options.approvalVerbatim)
    .action(does(approvalShow));
  under(approval, 'approval decide', 'decide')
    .argument('<id>', help.arguments.approvalId, parse.approval('<id>'))
    .option('--approve', help.options.approve)
    .option('--refuse', help.options.refuse)
    .requiredOption('--reason <text>', help.options.giveReason, parse.reason)
    .requiredOption('--digest <hex>', help.options.digest, parse.digest)
    .action(does(approvalDecide));
  under(approval, 'approval withdraw', 'withdraw')
    .argument('<id>', help.arguments.approvalId, parse.approval('<id>'))
    .requiredOption('--reason <text>', help.options.giveReason, parse.reason)
    .action(does(approvalWithdraw));
}
