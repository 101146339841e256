import type { Actor } from '../evidence/audit-entry.ts';
import type { ClearResult } from '../evidence/clear-order.ts';
import type { ClearEnd, ClearOutcome } from '../evidence/clearing.ts';
import type { ErrorCode } from '../evidence/errors.ts';
import type { ClearAnswer } from '../ports/card-cleaner.ts';
import type { ClearRow } from '../ports/clear-ledger.ts';
import type { ClearContext } from './clear-context.ts';
import { endedDraft } from './clear-drafts.ts';

type AnswerPorts = Pick<ClearContext, 'catalog' | 'cleaner' | 'log'>;

/** What an answer comes to, once it was held against its order. */
export interface ClearEnded {
  readonly end: ClearEnd;
  readonly outcomes: readonly ClearOutcome[];
  /** The alarm that it raises; null when everything ordered is gone from the card. */
  readonly code: ErrorCode | null;
}

/**
 * Enters what became of an order, in one transaction with its entry, and only then lets go of order and answer. What is
 * no answer to exactly this order counts as none: then nothing is known but what the next dock sees on the card.
 */
export async function takeAnswer(
  { catalog, cleaner, log }: AnswerPorts,
  row: ClearRow,
  answer: ClearAnswer,
  actor: Actor,
): Promise<ClearEnded> {
  const believed = believe(row, answer);
  if (typeof believed === 'string') log.error('clear.unanswered', { order: row.id, why: believed });
  const told: Pick<ClearResult, 'end' | 'outcomes' | 'isMounted' | 'why'> =
    typeof believed === 'string'
      ? {
          end: 'unanswered',
          outcomes: Array<ClearOutcome>(row.files).fill('unknown'),
          isMounted: false,
          why: believed,
        }
      : believed;
  // An answer that is none says nothing new about an order that was given up already.
  if (!(row.end === 'unanswered' && told.end === 'unanswered'))
    await catalog.endClear(row.id, told.end, told.outcomes, endedDraft(row, told, actor));
  await cleaner.settle(row.id);
  const code = codeOf(told.end, told.outcomes);
  log.info('clear.ended', { order: row.id, dock: row.dock, end: told.end, code, why: told.why });
  return { end: told.end, outcomes: told.outcomes, code };
}

export interface SettledClears {
  readonly ended: readonly ClearEnded[];
  /** Of an earlier process of ours, and still being carried out. */
  readonly begun: readonly ClearRow[];
}

/**
 * Answers that came after their order was given up, and orders whose daemon died while it waited. An order without an
 * answer is taken back; one that the privileged program is at work on is not over.
 * @param isStarting nobody in this process waits for an order yet; else only late answers are taken.
 */
export async function settleClears(
  ports: AnswerPorts,
  actor: Actor,
  isStarting: boolean,
): Promise<SettledClears> {
  const { catalog, cleaner, log } = ports;
  const ended: ClearEnded[] = [];
  const begun: ClearRow[] = [];
  for (const id of await cleaner.answered()) {
    const row = await catalog.clear(id);
    const isWaitedFor = row !== null && row.end === null && !isStarting;
    if (isWaitedFor) continue;
    if (row === null || (row.end !== null && row.end !== 'unanswered')) {
      log.warn('clear.stray-answer', { order: id });
      await cleaner.settle(id);
      continue;
    }
    const answer = await cleaner.look(id);
    if (answer.kind !== 'begun') ended.push(await takeAnswer(ports, row, answer, actor));
  }
  if (!isStarting) return { ended, begun };
  for (const row of await catalog.openClears()) {
    const answer = await cleaner.takeBack(row.id);
    if (answer.kind === 'begun') begun.push(row);
    else ended.push(await takeAnswer(ports, row, answer, actor));
  }
  return { ended, begun };
}

/** What the end of an order says to whoever stands there; null when everything ordered is gone from the card. */
export function codeOfClear({ end, outcomes }: Pick<ClearRow, 'end' | 'outcomes'>): ErrorCode | null {
  if (end === null || end === 'nothing') return null;
  return codeOf(end, Object.keys(outcomes) as ClearOutcome[]);
}

/** The result when it answers this very order; else why it does not. */
function believe(row: ClearRow, answer: ClearAnswer): ClearResult | string {
  if (answer.kind === 'none') return 'no answer';
  if (answer.kind === 'begun') return 'begun, and not answered in time';
  if (answer.kind === 'bad') return answer.why;
  const { result } = answer;
  const isOurs = result.id === row.id && result.digest === row.digest && result.outcomes.length === row.files;
  if (!isOurs) return 'the answer is to another order';
  return result.end === 'unanswered' || result.end === 'nothing' ? 'no answer' : result;
}

function codeOf(end: ClearEnd, outcomes: readonly ClearOutcome[]): ErrorCode | null {
  if (end === 'unanswered') return 'clear-unanswered';
  const isAllGone = outcomes.every((outcome) => outcome === 'removed' || outcome === 'absent');
  return end === 'done' && isAllGone ? null : 'clear-refused';
}
