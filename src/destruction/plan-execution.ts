import type { Batch, DeferCause } from '../evidence/destruction.ts';
import { freshJudge } from '../retention/fresh-judge.ts';
import { causeToKeep } from './destroy-item.ts';
import type { DestructionContext } from './destruction-context.ts';
import { itemsOf } from './read-list.ts';

export interface ExecutionPlan {
  readonly wouldGo: number;
  readonly bytes: number;
  /** By cause. */
  readonly wouldStay: Partial<Record<DeferCause, number>>;
}

/** What an execution would do at this moment, without doing any of it; only the bytes are not read. */
export async function planExecution(
  context: Pick<DestructionContext, 'catalog' | 'openJudge' | 'watch'>,
  batch: Batch,
): Promise<ExecutionPlan> {
  const { now } = await context.watch.look();
  const judge = await freshJudge(context.catalog, context.openJudge)(now);
  const wouldStay: Partial<Record<DeferCause, number>> = {};
  let wouldGo = 0;
  let bytes = 0;
  for await (const item of itemsOf(context.catalog, batch.id)) {
    if (item.state !== 'listed') continue;
    const facts = await context.catalog.keepingFacts(item.recording);
    const cause = facts === null ? null : facts.holds.length > 0 ? 'held' : causeToKeep(facts, batch, judge);
    if (cause !== null) wouldStay[cause] = (wouldStay[cause] ?? 0) + 1;
    else {
      wouldGo += 1;
      bytes += item.sizeBytes;
    }
  }
  return { wouldGo, bytes, wouldStay };
}
