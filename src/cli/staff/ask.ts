import { SealdockError } from '../../evidence/errors.ts';
import { AdvisedError } from '../advised-error.ts';
import type { Prompter } from '../cli-io.ts';
import type { Session } from '../session.ts';

/** Whoever sits at the terminal; null where nobody can be asked. A program that speaks JSON to us has no hands. */
export function personToAsk({ io, flags, words }: Session): Prompter | null {
  const { prompter } = io;
  if (prompter === null || flags.isJson) return null;
  const answered = (answer: Promise<string>) =>
    answer.catch((thrown: unknown) => {
      const isInterrupt = thrown instanceof SealdockError && thrown.code === 'interrupted';
      throw isInterrupt
        ? new AdvisedError('interrupted', words.staff.nothingDone, { cause: thrown })
        : thrown;
    });
  return {
    text: (question) => answered(prompter.text(question)),
    secret: (question) => answered(prompter.secret(question)),
  };
}
