import type { Brand } from './brand.ts';
import type { CalendarDate } from './calendar-date.ts';
import type { Period } from './period.ts';

/** The number on the file, as the bureau writes it: `市监罚〔2026〕12号`. One line, NFC, at most 80 characters. */
export type CaseNo = Brand<string, 'CaseNo'>;

/** RULES C29: what the five regulations apply to, together. */
export const ENFORCEMENT_TYPES = [
  'licence',
  'penalty',
  'coercion',
  'inspection',
  'confirmation',
  'levy',
  'patrol',
] as const;
export type EnforcementType = (typeof ENFORCEMENT_TYPES)[number];

export const CASE_NO_LIMIT = 80;
export const PARTIES_LIMIT = 50;

/** UTF-16 units of a party's name, and of a cause. */
export const CASE_TEXT_LIMIT = 200;

/** Anything but controls and line breaks, without spaces at its ends; two spellings of one number are one. */
export function parseCaseNo(text: string): CaseNo | null {
  return lineOf(text, CASE_NO_LIMIT) as CaseNo | null;
}

/** The name of a party, or a cause: two spellings of one name are one, so that a hold on a party finds its cases. */
export function parseCaseText(text: string): string | null {
  return lineOf(text, CASE_TEXT_LIMIT);
}

function lineOf(text: string, limit: number): string | null {
  const one = text.normalize('NFC').trim();
  const isLine = one.length > 0 && one.length <= limit && !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(one);
  return isLine ? one : null;
}

/** As far as keeping depends on it; what else a case file knows comes with the case import. */
export interface Case {
  readonly no: CaseNo;
  readonly enforcement: EnforcementType | null;
  readonly cause: string | null;
  readonly parties: readonly string[];
  readonly openedOn: CalendarDate | null;
  readonly concludedOn: CalendarDate | null;
  /** The last closing of its file; kept when it is reopened. */
  readonly closedOn: CalendarDate | null;
  readonly state: 'open' | 'closed';
  /** What its archive says of this very file; else the policy's `caseFile`. */
  readonly filePeriod: Period | null;
  readonly changedAt: string;
}
