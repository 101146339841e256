import type { Command } from 'commander';
import type { CommandName } from '../words/help-words.ts';
import { login } from './commands/login.ts';
import { logout } from './commands/logout.ts';
import { staffAdd } from './commands/staff-add.ts';
import { staffChange, staffResume, staffRoles, staffSuspend } from './commands/staff-change.ts';
import { staffFirst } from './commands/staff-first.ts';
import { staffList } from './commands/staff-list.ts';
import { staffPassword } from './commands/staff-password.ts';
import { staffShow } from './commands/staff-show.ts';
import { whoami } from './commands/whoami.ts';
import type { Session } from './session.ts';
import type { Builders } from './usage/builders.ts';
import { staffParsers } from './usage/staff-parsers.ts';

/** The verbs of `sealdock staff`, and those for signing in. */
export function addStaffCommands(program: Command, { words }: Session, { under, does }: Builders): void {
  const { help } = words;
  const parse = staffParsers(words);
  const staff = under(program, 'staff', 'staff');
  const named = (name: CommandName, usage: string) =>
    under(staff, name, usage).argument('<account>', help.arguments.account, parse.account);
  const withPassword = (command: Command) =>
    command
      .option('--password-file <file>', help.options.passwordFile)
      .option('--password-stdin', help.options.passwordStdin);
  const withFacts = (command: Command) =>
    command
      .option('--certificate <number>', help.options.certificate, parse.text('--certificate'))
      .option('--unit <text>', help.options.personUnit, parse.text('--unit'))
      .option('--in-post-from <day>', help.options.inPostFrom, parse.date('--in-post-from'))
      .option('--in-post-until <day>', help.options.inPostUntil, parse.dateOrNone('--in-post-until'))
      .option('--qualified-from <day>', help.options.qualifiedFrom, parse.dateOrNone('--qualified-from'))
      .option('--qualified-until <day>', help.options.qualifiedUntil, parse.dateOrNone('--qualified-until'));

  withPassword(under(staff, 'staff first', 'first'))
    .option('--from <file>', help.options.firstFrom)
    .action(does(staffFirst));
  withPassword(withFacts(named('staff add', 'add')))
    .requiredOption('--name <text>', help.options.personName, parse.filled('--name'))
    .option('--role <role>', help.options.role, parse.role('--role'))
    .action(does(staffAdd));
  withFacts(named('staff change', 'change'))
    .option('--name <text>', help.options.personName, parse.filled('--name'))
    .action(does(staffChange));
  named('staff roles', 'roles')
    .argument('[role...]', help.arguments.roles, parse.role('[role]'), [])
    .option('--none', help.options.noRoles)
    .action(does(staffRoles));
  named('staff suspend', 'suspend')
    .requiredOption('--reason <text>', help.options.giveReason, parse.reason)
    .action(does(staffSuspend));
  named('staff resume', 'resume').action(does(staffResume));
  withPassword(named('staff password', 'password')).action(does(staffPassword));
  under(staff, 'staff list', 'list').option('--check', help.options.check).action(does(staffList));
  named('staff show', 'show').action(does(staffShow));

  // As it was typed: whether there could be such an account is nobody's business yet.
  withPassword(under(program, 'login', 'login'))
    .argument('<account>', help.arguments.account)
    .action(does(login));
  under(program, 'logout', 'logout').action(does(logout));
  under(program, 'whoami', 'whoami').action(does(whoami));
}
