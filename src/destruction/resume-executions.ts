import { SYSTEM_ACTOR } from '../evidence/audit-entry.ts';
import { asSealdockError } from '../evidence/errors.ts';
import { inTurn } from '../retention/take-turn.ts';
import type { DestructionContext } from './destruction-context.ts';
import { finishIntended } from './execute-batch.ts';

/**
 * At the start of the station: what a run that died had begun is ended, because nothing can hold it any more and half of
 * it may be gone. Nothing new is begun. What cannot be ended now is told, and tried again the next time.
 */
export async function resumeExecutions(context: DestructionContext, signal: AbortSignal): Promise<number> {
  if ((await context.catalog.intended(null)).length === 0) return 0;
  return inTurn(context, 'destruction', async () => {
    let ended = 0;
    for (const batch of await context.catalog.batches(['executing'], BATCHES_LIMIT)) {
      try {
        ended += (await finishIntended(context, batch, { actor: SYSTEM_ACTOR, signal })).length;
      } catch (thrown) {
        const { code, about, found } = asSealdockError(thrown);
        context.log.error('destruction.not-resumed', { batch: batch.id, code, about, found });
      }
    }
    return ended;
  });
}

/** More than are executed at the same time. */
const BATCHES_LIMIT = 1_000;
