import type { OfficerNo, RecorderNo } from '../evidence/ids.ts';
import { parseOfficerNo, parseRecorderNo } from '../evidence/ids.ts';
import {
  KNOWN_SIGNS_LIMIT,
  REGISTER_TEXT_LIMIT,
  type RecorderState,
} from '../evidence/registered-recorder.ts';
import { instantOfReading, type UtcTime } from '../evidence/time.ts';
import { stateNamed } from './register-columns.ts';

/** What is needed to read a cell: the ids of the models there are, and the zone in which times are meant. */
export interface CellContext {
  readonly models: readonly string[];
  readonly zone: string;
}

/** One row, with those columns only that the table has; an empty cell is null, and empties what was there. */
export interface RegisterRow {
  readonly no: RecorderNo;
  readonly model?: string | null;
  readonly serials?: readonly string[];
  readonly unit?: string | null;
  readonly officer?: OfficerNo | null;
  readonly since?: UtcTime | null;
  readonly asset?: string | null;
  readonly state?: RecorderState;
  readonly note?: string | null;
}

export const CELL_PROBLEMS = [
  'number',
  'model',
  'officer',
  'state',
  'time',
  'text', // too long, or with characters that nobody can see
  'serials', // too many, or too long
] as const;
export type CellProblem = (typeof CELL_PROBLEMS)[number];

type Read<T> = { readonly value: T } | { readonly problem: CellProblem };

/** One reader per column. Cells come trimmed, with the guard against formulas taken off. */
export const CELL_READERS = {
  no: (cell: string) => orProblem(parseRecorderNo(cell), 'number'),
  model: (cell: string, { models }: CellContext) =>
    cell === '' ? value(null) : orProblem(models.includes(cell) ? cell : null, 'model'),
  serials: (cell: string) => serialsIn(cell),
  unit: (cell: string) => textIn(cell),
  officer: (cell: string) => (cell === '' ? value(null) : orProblem(parseOfficerNo(cell), 'officer')),
  since: (cell: string, { zone }: CellContext) =>
    cell === '' ? value(null) : orProblem(timeIn(cell, zone), 'time'),
  asset: (cell: string) => textIn(cell),
  state: (cell: string) =>
    cell === '' ? value<RecorderState>('in-service') : orProblem(stateNamed(cell), 'state'),
  note: (cell: string) => textIn(cell),
};

function value<T>(of: T): Read<T> {
  return { value: of };
}

function orProblem<T>(of: T | null, problem: CellProblem): Read<T> {
  return of === null ? { problem } : { value: of };
}

/** Whether a person can read it, and it fits: used for what is typed too. */
export function isRegisterText(text: string): boolean {
  return (
    text.length <= REGISTER_TEXT_LIMIT && text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)
  );
}

function textIn(cell: string): Read<string | null> {
  if (cell === '') return value(null);
  return orProblem(isRegisterText(cell) ? cell : null, 'text');
}

/** Several serials with `;` between them; one that holds `;` or `\` itself has a `\` before it. */
function serialsIn(cell: string): Read<readonly string[]> {
  const parts = cell.match(/(?:\\[\s\S]|[^\\;；])+/g) ?? [];
  const serials = [...new Set(parts.map((part) => part.replace(/\\([\s\S])/g, '$1').trim()))].filter(
    (serial) => serial !== '',
  );
  const fit = serials.every((serial) => serial.length <= REGISTER_TEXT_LIMIT && serial.isWellFormed());
  return orProblem(fit && serials.length <= KNOWN_SIGNS_LIMIT ? serials : null, 'serials');
}

export function serialsText(serials: readonly string[]): string {
  return serials.map((serial) => serial.replace(/[\\;；]/g, '\\$&')).join(';');
}

/** `2026-11-20`, `2026/11/20 8:00`, `2026-11-20 08:00:00`: as people and spreadsheets write it. */
function timeIn(cell: string, zone: string): UtcTime | null {
  const parts = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(cell);
  if (parts === null) return null;
  const number = (at: number) => Number(parts[at] ?? 0);
  const reading = {
    year: number(1),
    month: number(2),
    day: number(3),
    hour: number(4),
    minute: number(5),
    second: number(6),
  };
  return instantOfReading(reading, zone);
}
