import type { ClearMedium, ClearOrder, ClearResult } from '../../src/evidence/clear-order.ts';
import { clearDigestOf } from '../../src/evidence/clear-order.ts';
import type { ClearId } from '../../src/evidence/clearing.ts';
import type { CardCleaner, ClearAnswer } from '../../src/ports/card-cleaner.ts';

/** Answers orders in memory, as a test says; by default every file was removed. It passes the port's contract. */
export class FakeCleaner implements CardCleaner {
  medium: ClearMedium | null = { path: '/media/card', device: 'sdb1', diskSeq: '22' };
  /** All that were ever laid down. */
  readonly orders: ClearOrder[] = [];
  readonly answers = new Map<ClearId, ClearAnswer>();
  readonly begun = new Set<ClearId>();
  readonly #lying = new Set<ClearId>();
  readonly settled: ClearId[] = [];
  readonly takenBack: ClearId[] = [];
  answer: (order: ClearOrder) => ClearAnswer = (order) => ({ kind: 'result', result: allRemoved(order) });

  mediumAt = async (_path: string) => this.medium;
  submit = async (order: ClearOrder) => {
    this.orders.push(order);
    this.#lying.add(order.id);
    const answer = this.answer(order);
    if (answer.kind === 'begun') this.begin(order.id);
    else if (answer.kind !== 'none') this.end(order.id, answer);
  };
  /** Nobody waits here: whoever wants to see a wait says how it ends. */
  answerTo = async (id: ClearId, _timeoutMs: number, _signal: AbortSignal) => this.look(id);
  look = async (id: ClearId): Promise<ClearAnswer> => {
    const answer = this.answers.get(id) ?? { kind: 'none' };
    return answer.kind !== 'result' && this.begun.has(id) ? { kind: 'begun' } : answer;
  };
  answered = async () => [...this.answers].flatMap(([id, { kind }]) => (kind === 'none' ? [] : [id]));
  takeBack = async (id: ClearId) => {
    this.takenBack.push(id);
    this.#lying.delete(id);
    return this.look(id);
  };
  settle = async (id: ClearId) => {
    this.settled.push(id);
    this.answers.delete(id);
  };
  /** The privileged program begins. @returns false when the order was taken back. */
  begin = (id: ClearId): boolean => {
    if (this.#lying.delete(id)) this.begun.add(id);
    return this.begun.has(id);
  };
  /** The privileged program has come to its end with it. */
  end = (id: ClearId, answer: ClearAnswer) => {
    this.answers.set(id, answer);
    this.begun.delete(id);
    this.#lying.delete(id);
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
