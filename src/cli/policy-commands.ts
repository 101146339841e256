import type { Command } from 'commander';
import { policyAdopt } from './commands/policy-adopt.ts';
import { policyAssign } from './commands/policy-assign.ts';
import { policyCheck } from './commands/policy-check.ts';
import { policyDiff } from './commands/policy-diff.ts';
import { policyGaps } from './commands/policy-gaps.ts';
import { policyList } from './commands/policy-list.ts';
import { policyShow } from './commands/policy-show.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { argumentParsers } from './usage/parsers.ts';
import { policyParsers } from './usage/policy-parsers.ts';
import { staffParsers } from './usage/staff-parsers.ts';

/** The verbs of `sealdock policy`. */
export function addPolicyCommands(program: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const { limit } = argumentParsers(words.cli, words.register);
  const { reason } = staffParsers(words);
  const parse = policyParsers(words);
  const policy = under(program, 'policy', 'policy');
  const changing = (command: Command) =>
    command
      .option('--dry-run', help.options.dryRun)
      .option('--reason <text>', help.options.giveReason, reason)
      .option('--limit <n>', help.options.differenceLimit, limit);

  under(policy, 'policy list', 'list').action(does(policyList));
  under(policy, 'policy check', 'check').action(does(policyCheck));
  under(policy, 'policy show', 'show')
    .argument('<id>', help.arguments.policyId, parse.id('<id>'))
    .option('--adopted', help.options.adopted)
    .action(does(policyShow));
  under(policy, 'policy diff', 'diff')
    .argument('<id>', help.arguments.policyId, parse.id('<id>'))
    .argument('[other]', help.arguments.otherPolicy, parse.id('[other]'))
    .action(does(policyDiff));
  changing(under(policy, 'policy adopt', 'adopt'))
    .argument('<id>', help.arguments.policyId, parse.id('<id>'))
    .action(does(policyAdopt));
  changing(under(policy, 'policy assign', 'assign'))
    .usage(`${help.placeholders.options} <unit> <policy>`)
    .argument('<unit...>', help.arguments.unitName)
    .option('--everybody', help.options.everybody)
    .action(does(policyAssign));
  under(policy, 'policy gaps', 'gaps')
    .argument('[id...]', help.arguments.policyIds, parse.ids)
    .option('--blocking', help.options.onlyBlocking)
    .action(
      does((session, ids: readonly string[] | undefined, flags: { readonly blocking?: boolean }) =>
        policyGaps(session, ids ?? [], flags),
      ),
    );
}
