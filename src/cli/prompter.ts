import { input, password } from '@inquirer/prompts';
import { SealdockError } from '../evidence/errors.ts';
import type { Prompter } from './cli-io.ts';

/** Its own text for what is not shown is English only. */
const UNSEEN = { style: { maskedText: '' } };

/** Asks on the terminal; what is asked goes to standard error, so that a result can still be sent elsewhere. */
export function openPrompter(): Prompter {
  const place = { input: process.stdin, output: process.stderr };
  return {
    text: (message) => answered(input({ message }, place)),
    secret: (message) =>
      answered(password({ message, mask: false, toggleMask: false, theme: UNSEEN }, place)),
  };
}

/** Ctrl-C, and a terminal that goes away. */
async function answered(answer: Promise<string>): Promise<string> {
  try {
    return await answer;
  } catch (thrown) {
    throw new SealdockError('interrupted', { cause: thrown });
  }
}
