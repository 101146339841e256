import { z } from 'zod';
import { type ParsedRow, parseRow, type RowFile } from '../documents/parse-row.ts';
import type { CalendarDate } from '../evidence/calendar-date.ts';
import { parseCalendarDate } from '../evidence/calendar-date.ts';
import { parseStaffId, STAFF_TEXT_LIMIT, type StaffId } from '../evidence/staff.ts';
import type { StaffWords } from '../words/staff-words.ts';
import type { PersonFacts } from './change-staff.ts';
import { isPlainText } from './plain-text.ts';

export interface FirstPerson {
  readonly id: StaffId;
  readonly facts: PersonFacts;
}

/** The file of the first person; every problem with its line. @param today in post since then, where it says nothing. */
export function readFirstFile(
  file: RowFile,
  today: CalendarDate,
  { problems }: Pick<StaffWords, 'problems'>,
): ParsedRow<FirstPerson> {
  const text = z
    .string({ error: problems.text })
    .trim()
    .refine((value) => value !== '' && isPlainText(value, STAFF_TEXT_LIMIT), { error: problems.text });
  const date = z
    .string({ error: problems.date })
    .refine((value) => parseCalendarDate(value) !== null, { error: problems.date })
    .transform((value) => value as CalendarDate);
  const group = <Shape extends z.ZodRawShape>(shape: Shape) =>
    z.strictObject(shape, {
      error: ({ code }) => (code === 'unrecognized_keys' ? problems['unknown-key'] : problems.mapping),
    });
  const span = group({ from: date, until: date.nullable().default(null) });
  const schema = group({
    account: z
      .string({ error: problems.account })
      .refine((value) => parseStaffId(value) !== null, { error: problems.account })
      .transform((value) => value as StaffId),
    name: text,
    unit: text.nullable().default(null),
    certificate: text.nullable().default(null),
    inPost: span.default({ from: today, until: null }),
    qualified: span.nullable().default(null),
  }).transform(({ account, ...facts }): FirstPerson => ({ id: account, facts }));
  return parseRow(file, schema);
}
