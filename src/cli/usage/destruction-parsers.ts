import { BATCH_STATES, type BatchId, type BatchState, parseBatchId } from '../../evidence/destruction.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { parseStaffId, type StaffId } from '../../evidence/staff.ts';
import type { Words } from '../../words/words.ts';

const DAYS_LIMIT = 3_650;
const PLACE_LIMIT = 1_000_000;

/** Parsers of what people type about batches and what is due; each refuses with what it expected. */
export function destructionParsers({ cli: { usage }, staff, destruction }: Words) {
  const refuse = (option: string, value: string, expected: string): never => {
    throw new SealdockError('usage', { about: usage.badValue(option, value), expected });
  };
  return {
    batch:
      (option: string) =>
      (value: string): BatchId =>
        parseBatchId(value) ?? refuse(option, value, destruction.aBatch),
    batchState: (value: string): BatchState =>
      BATCH_STATES.find((state) => state === value) ?? refuse('--state', value, usage.oneOf(BATCH_STATES)),
    days: (value: string): number => {
      const days = /^\d{1,4}d$/.test(value) ? Number(value.slice(0, -1)) : Number.NaN;
      return days <= DAYS_LIMIT ? days : refuse('--within', value, destruction.days);
    },
    place: (value: string): number =>
      /^\d{1,6}$/.test(value) ? Number(value) : refuse('--after', value, usage.badNumber(0, PLACE_LIMIT)),
    witness: (value: string, before: readonly StaffId[] = []): readonly StaffId[] => [
      ...before,
      parseStaffId(value) ?? refuse('--witness', value, staff.anAccount),
    ],
  };
}
