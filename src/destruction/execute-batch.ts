import type { Batch, BatchId } from '../evidence/destruction.ts';
import { SealdockError } from '../evidence/errors.ts';
import { freshJudge } from '../retention/fresh-judge.ts';
import { inTurn, type Turn } from '../retention/take-turn.ts';
import { requireTrust } from '../retention/watch-clock.ts';
import type { ActingPerson } from '../staff/acting-person.ts';
import { type BeginFacts, beginExecution } from './begin-execution.ts';
import { destroyItem, finishItem, type ItemEnd } from './destroy-item.ts';
import type { DestructionContext, DestructionOptions } from './destruction-context.ts';
import { endBatch } from './end-batch.ts';
import { itemsOf } from './read-list.ts';

export interface Execution {
  readonly batch: Batch;
  /** Of this run. */
  readonly ended: Readonly<Record<ItemEnd, number>>;
  /** True when the cap of the policy has ended the run before its items: the next run goes on. */
  readonly isCapped: boolean;
}

export interface ExecutionOptions extends Pick<DestructionOptions, 'signal'> {
  readonly onItem: (done: number) => void;
}

/**
 * The story of a batch's end, and the only way in which a sealed recording ends: in two witnesses' presence, the approved
 * list and nothing else, item by item, each asked again at its own moment. What is not destroyed is told one by one.
 * Killed at any instant, it goes on where it was when it is asked again.
 * @throws SealdockError `busy`; `clock-doubtful`; the vetoes of `executionVetoes`; `interrupted`; storage codes.
 */
export async function executeBatch(
  context: DestructionContext,
  id: BatchId,
  facts: Omit<BeginFacts, 'now'>,
  by: ActingPerson,
  { signal, onItem }: ExecutionOptions,
): Promise<Execution> {
  return inTurn(context, 'destruction', async (turn) => {
    const options = { actor: { ...by.actor, role: 'custodian' as const }, signal };
    const ended = { destroyed: 0, deferred: 0, incident: 0, failed: 0 };
    const standing = await context.watch.look();
    requireTrust(standing);
    const { batch, cap } = await beginExecution(context, id, { ...facts, now: standing.now }, by);
    const note = (end: ItemEnd): void => {
      ended[end] += 1;
      onItem(Object.values(ended).reduce((sum, count) => sum + count, 0));
    };
    for (const end of await finishIntended(context, batch, options)) note(end);
    const isCapped = await runItems(context, batch, { cap, turn, note }, options);
    if (isCapped) return { batch, ended, isCapped };
    return { batch: await endBatch(context, batch, facts.policy, options.actor), ended, isCapped };
  });
}

/** What a run that died has begun; at the start of the station too, because nothing can hold it any more. */
export async function finishIntended(
  context: DestructionContext,
  batch: Batch,
  options: DestructionOptions,
): Promise<readonly ItemEnd[]> {
  const ends: ItemEnd[] = [];
  for (const intended of await context.catalog.intended(batch.id)) {
    const { now } = await context.watch.look();
    ends.push(await finishItem(context, batch, intended, now, options));
  }
  return ends;
}

interface Run {
  readonly cap: number;
  readonly turn: Turn;
  readonly note: (end: ItemEnd) => void;
}

/** @returns true when the cap was reached before the last item. */
async function runItems(
  context: DestructionContext,
  batch: Batch,
  { cap, turn, note }: Run,
  options: DestructionOptions,
): Promise<boolean> {
  const judgeAt = freshJudge(context.catalog, context.openJudge);
  let destroyed = 0;
  for await (const item of itemsOf(context.catalog, batch.id)) {
    if (item.state !== 'listed') continue;
    if (destroyed >= cap) return true;
    if (options.signal.aborted) throw new SealdockError('interrupted');
    await turn.renew();
    const standing = await context.watch.look();
    requireTrust(standing);
    const { now } = standing;
    const end = await destroyItem(context, batch, item, { now, judge: await judgeAt(now) }, options);
    if (end === 'destroyed') destroyed += 1;
    note(end);
  }
  return false;
}
