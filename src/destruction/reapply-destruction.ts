import type { AuditEntry } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecordingId } from '../evidence/ids.ts';
import { inTurn } from '../retention/take-turn.ts';
import { requireTrust } from '../retention/watch-clock.ts';
import { type ActingPerson, inRole } from '../staff/acting-person.ts';
import type { DestructionContext } from './destruction-context.ts';
import { type AgainEnd, endAgain, finishAgain } from './end-again.ts';
import { reappeared } from './find-reappeared.ts';

export interface Reapplied {
  readonly ended: Readonly<Record<AgainEnd, number>>;
  /** What stays, and why; at most `TOLD_LIMIT` of them one by one. */
  readonly kept: readonly { readonly recording: RecordingId; readonly why: Exclude<AgainEnd, 'ended'> }[];
}

/** Of what stays; the rest is counted. */
export const TOLD_LIMIT = 1_000;

/**
 * Ends again what was destroyed under an approved batch and was brought back by a backup (TRUST 2.3, 21): by the same verb
 * and behind the same gate as the first time, each with an entry and a signed line beside its register. What is held by
 * now, or is not what was destroyed, stays and is told. Killed at any instant, the next run goes on.
 * @throws SealdockError `busy`; `clock-doubtful`; `role-missing`; `interrupted`; storage codes.
 */
export async function reapplyDestruction(
  context: DestructionContext,
  { reason }: { readonly reason: string },
  by: ActingPerson,
  { signal }: { readonly signal: AbortSignal },
): Promise<Reapplied> {
  if (!by.person.roles.includes('custodian')) {
    throw new SealdockError('role-missing', { about: by.person.id, expected: 'custodian' });
  }
  const options = { actor: inRole(by, 'custodian').actor, signal };
  return inTurn(context, 'destruction', async (turn) => {
    const ended = { ended: 0, held: 0, differs: 0, unreadable: 0 };
    const kept: { recording: RecordingId; why: Exclude<AgainEnd, 'ended'> }[] = [];
    const note = (recording: RecordingId, end: AgainEnd): void => {
      ended[end] += 1;
      if (end !== 'ended' && kept.length < TOLD_LIMIT) kept.push({ recording, why: end });
      context.log.warn('destruction.again', { recording, end });
    };
    const factsOf = async (recording: RecordingId) => {
      const standing = await context.watch.look();
      requireTrust(standing);
      return { recording, reason, now: standing.now };
    };
    const begun = await unfinishedOf(context);
    if (begun !== null) {
      const facts = await factsOf(begun.recording);
      note(begun.recording, await finishAgain(context, facts, begun.seq, options));
    }
    for await (const { recording } of reappeared(context)) {
      // Told already: what was begun could not be ended.
      if (recording === begun?.recording) continue;
      if (signal.aborted) throw new SealdockError('interrupted');
      await turn.renew();
      note(recording, await endAgain(context, await factsOf(recording), options));
    }
    return { ended, kept };
  });
}

/** One at a time is between intent and deed: the newest intent, when no deed has come after it. */
async function unfinishedOf({ catalog }: Pick<DestructionContext, 'catalog'>): Promise<{
  readonly recording: RecordingId;
  readonly seq: number;
} | null> {
  const intent = await catalog.lastAuditRow('recording.destruction-intended-again');
  const deed = await catalog.lastAuditRow('recording.destroyed-again');
  if (intent === null || (deed !== null && deed.seq > intent.seq)) return null;
  const { object } = JSON.parse(intent.text) as AuditEntry;
  return { recording: object.id as RecordingId, seq: intent.seq };
}
