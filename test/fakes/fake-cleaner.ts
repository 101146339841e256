import type { ClearMedium, ClearOrder, ClearResult } from '../../src/evidence/clear-order.ts';
import { clearDigestOf } from '../../src/evidence/clear-order.ts';
import type { ClearId } from '../../src/evidence/clearing.ts';
import type { CardCleaner, ClearAnswer } from '../../src/ports/card-cleaner.ts';

/** Answers orders in memory, as a test says; by default every file was removed. */
export class FakeCleaner implements CardCleaner {
  medium: ClearMedium | null = { path: '/media/card', device: 'sdb1', diskSeq: '22' };
  readonly orders: ClearOrder[] = [];
  readonly answers = new Map<ClearId, ClearAnswer>();
  readonly settled: ClearId[] = [];
  answer: (order: ClearOrder) => ClearAnswer = (order) => ({ kind: 'result', result: allRemoved(order) });

  mediumAt = async () => this.medium;
  submit = async (order: ClearOrder) => {
    this.orders.push(order);
    this.answers.set(order.id, this.answer(order));
  };
  answerTo = async (id: ClearId) => this.look(id);
  look = async (id: ClearId) => this.answers.get(id) ?? ({ kind: 'none' } as const);
  answered = async () => [...this.answers].flatMap(([id, { kind }]) => (kind === 'none' ? [] : [id]));
  settle = async (id: ClearId) => {
    this.settled.push(id);
    this.answers.delete(id);
  };
}

export function allRemoved(order: ClearOrder): ClearResult {
  return {
    v: 1,
    id: order.id,
    digest: clearDigestOf(order),
    end: 'done',
    outcomes: order.files.map(() => 'removed'),
    isMounted: true,
    why: null,
  };
}
