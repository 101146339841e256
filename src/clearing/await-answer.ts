import type { ClearId } from '../evidence/clearing.ts';
import type { CardCleaner, ClearAnswer } from '../ports/card-cleaner.ts';

/** An order that was begun in the very moment in which it was to be taken back is waited for; twice that is no moment. */
const TRIES = 3;

/**
 * The answer to an order, however long the privileged program is at work on it. An order that nobody has begun in time
 * is taken back: only then is it certain that nobody will.
 * @returns `none` or `bad` for an order that was taken back, `begun` for one that was never answered; when aborted, what lies
 * there, and the order is left as it is.
 */
export async function awaitAnswer(
  cleaner: Pick<CardCleaner, 'answerTo' | 'takeBack'>,
  id: ClearId,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ClearAnswer> {
  let answer: ClearAnswer = { kind: 'begun' };
  for (let tries = 0; tries < TRIES; tries += 1) {
    answer = await cleaner.answerTo(id, timeoutMs, signal);
    if (answer.kind === 'result' || answer.kind === 'begun' || signal.aborted) return answer;
    answer = await cleaner.takeBack(id);
    if (answer.kind !== 'begun') return answer;
  }
  return answer;
}
