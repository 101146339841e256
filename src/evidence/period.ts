/**
 * How long something is kept. Months and years are calendar months and years; `case-file` ends with the file of its
 * case, `for-ever` never.
 */
export type Period =
  | { readonly kind: 'months'; readonly months: number }
  | { readonly kind: 'case-file' }
  | { readonly kind: 'for-ever' };

export const FOR_EVER: Period = { kind: 'for-ever' };
export const CASE_FILE: Period = { kind: 'case-file' };

/** A century; whoever means more means for ever. */
const MONTHS_LIMIT = 1_200;

/** `6 months`, `2 years`, `case-file` or `for-ever`; null for anything else, and for less than a month. */
export function parsePeriod(text: string): Period | null {
  if (text === 'for-ever') return FOR_EVER;
  if (text === 'case-file') return CASE_FILE;
  const [, count, unit] = /^(\d{1,4}) (month|year)s?$/.exec(text) ?? [];
  if (count === undefined) return null;
  const months = Number(count) * (unit === 'year' ? 12 : 1);
  return months >= 1 && months <= MONTHS_LIMIT ? { kind: 'months', months } : null;
}

/** As `parsePeriod` reads it. */
export function periodText(period: Period): string {
  if (period.kind !== 'months') return period.kind;
  const { months } = period;
  const [count, unit] = months % 12 === 0 ? [months / 12, 'year'] : [months, 'month'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
