import { randomBytes } from 'node:crypto';
import { SealdockError } from '../evidence/errors.ts';
import { utcOf } from '../evidence/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { DestructionLedger } from '../ports/destruction-ledger.ts';

/** Whoever died in the middle of a work keeps others waiting for so long, and no longer. */
export const TURN_MS = 120_000;
/** Renewed well before it ends. */
const RENEW_MS = 30_000;

export interface Turn {
  /** Called between steps: costs a write every half minute. @throws SealdockError `busy` when it was lost meanwhile. */
  renew(): Promise<void>;
}

/**
 * Does a work that nobody else may do at the same time, in whatever process (TRUST 2.3, 27).
 * @throws SealdockError `busy` when somebody is at it; whatever `act` throws.
 */
export async function inTurn<Result>(
  {
    catalog,
    clock,
  }: { readonly catalog: Pick<DestructionLedger, 'takeTurn' | 'endTurn'>; readonly clock: Clock },
  work: 'sweep' | 'destruction',
  act: (turn: Turn) => Promise<Result>,
): Promise<Result> {
  const holder = randomBytes(8).toString('hex');
  let takenMs = 0;
  const take = async (): Promise<void> => {
    const { wallMs, monotonicMs } = clock.read();
    const isOurs = await catalog.takeTurn(work, holder, utcOf(wallMs), utcOf(wallMs + TURN_MS));
    if (!isOurs) throw new SealdockError('busy', { about: work });
    takenMs = monotonicMs;
  };
  await take();
  try {
    return await act({
      renew: async () => {
        if (clock.read().monotonicMs - takenMs >= RENEW_MS) await take();
      },
    });
  } finally {
    await catalog.endTurn(work, holder);
  }
}
