import { SealdockError } from '../evidence/errors.ts';
import { AdvisedError } from './advised-error.ts';
import type { Session } from './session.ts';

/** Runs with a signal that SIGINT or SIGTERM aborts. `told` says to the person what happens then. */
export async function withInterrupt<T>(
  session: Session,
  told: () => string | null,
  use: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const stopListening = session.io.onInterrupt(() => {
    const text = told();
    if (text !== null) session.note(text);
    controller.abort();
  });
  try {
    return await use(controller.signal);
  } finally {
    stopListening();
  }
}

/** A check changes nothing: whoever stops it runs it again. */
export async function withInterruptedCheck<T>(
  session: Session,
  use: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { cli } = session.words;
  try {
    return await withInterrupt(session, () => cli.stoppingCheck, use);
  } catch (thrown) {
    if (!(thrown instanceof SealdockError) || thrown.code !== 'interrupted') throw thrown;
    throw new AdvisedError('interrupted', cli.runAgain, { cause: thrown });
  }
}
