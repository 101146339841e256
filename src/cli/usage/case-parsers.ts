import {
  CASE_NO_LIMIT,
  CASE_TEXT_LIMIT,
  type CaseNo,
  ENFORCEMENT_TYPES,
  type EnforcementType,
  parseCaseNo,
  parseCaseText,
} from '../../evidence/case.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { type Period, parsePeriod } from '../../evidence/period.ts';
import type { Words } from '../../words/words.ts';

/** Parsers of what people type about cases; each refuses with what it expected. */
export function caseParsers({ cli: { usage }, cases }: Words) {
  const refuse = (option: string, value: string, expected: string): never => {
    throw new SealdockError('usage', { about: usage.badValue(option, value), expected });
  };
  const line = (option: string, value: string): string =>
    parseCaseText(value) ?? refuse(option, value, cases.aText(String(CASE_TEXT_LIMIT)));
  return {
    caseNo:
      (option: string) =>
      (value: string): CaseNo =>
        parseCaseNo(value) ?? refuse(option, value, cases.aNumber(String(CASE_NO_LIMIT))),
    party: (value: string): string => line('--party', value),
    /** One more party; an empty one empties the list. */
    parties: (value: string, before: readonly string[] = []): readonly string[] =>
      value === '' ? [] : [...before, line('--party', value)],
    cause: (value: string): string | null => (value === '' ? null : line('--cause', value)),
    enforcement: (value: string): EnforcementType | null =>
      value === ''
        ? null
        : (ENFORCEMENT_TYPES.find((type) => type === value) ??
          refuse('--type', value, usage.oneOf(ENFORCEMENT_TYPES))),
    filePeriod: (value: string): Period | null => {
      if (value === '') return null;
      const period = parsePeriod(value);
      return period === null || period.kind === 'case-file'
        ? refuse('--file-period', value, cases.aPeriod)
        : period;
    },
  };
}
