import type { Command } from 'commander';
import { SealdockError } from '../../evidence/errors.ts';
import type { Session } from '../session.ts';

/** `help recording list`: commander's own goes one word deep only. */
export async function showHelp(
  session: Session,
  program: Command,
  names: readonly string[],
): Promise<number> {
  const { usage } = session.words.cli;
  const found = names.reduce((command, name) => {
    const next = command.commands.find((each) => each.name() === name);
    if (next === undefined) throw new SealdockError('usage', { about: usage.unknownCommand(name) });
    return next;
  }, program);
  found.outputHelp();
  return 0;
}
