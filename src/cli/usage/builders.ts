import type { Command } from 'commander';
import type { CommandName } from '../../words/help-words.ts';
import type { Session } from '../session.ts';

/** How a group of commands is added to the tree. */
export interface Builders {
  readonly under: (parent: Command, name: CommandName, usage: string) => Command;
  readonly does: <Given extends readonly unknown[]>(
    action: (session: Session, ...given: Given) => Promise<number>,
  ) => (...given: Given) => Promise<void>;
}
