import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { recorderKeyOf } from '../evidence/ids.ts';
import type { RegisteredRecorder } from '../evidence/registered-recorder.ts';
import { localSecondsOf } from '../evidence/time.ts';
import {
  CELL_READERS,
  type CellContext,
  type CellProblem,
  type RegisterRow,
  serialsText,
} from './register-cells.ts';
import {
  COLUMN_NAMES,
  columnNamed,
  REGISTER_COLUMNS,
  type RegisterColumn,
  STATE_NAMES,
} from './register-columns.ts';

export const REGISTER_BYTES_LIMIT = 8 * 1_024 * 1_024;
export const REGISTER_ROWS_LIMIT = 20_000;
/** Who has made one mistake in every row sees it in the first of them. */
const PROBLEMS_LIMIT = 100;

export const TABLE_PROBLEMS = [
  'encoding',
  'not-csv',
  'empty',
  'too-many-rows',
  'no-number-column',
  'unknown-column',
  'column-twice',
  'number-twice',
  'cell-count',
] as const;

/** Where a table is wrong: the line of the file, from 1, and the heading as it stands there. */
export interface TableProblem {
  readonly line: number;
  readonly column: string | null;
  readonly problem: CellProblem | (typeof TABLE_PROBLEMS)[number] | 'zeros-lost' | 'earlier' | 'out-of-use';
  readonly cell: string | null;
}

export interface ReadRows {
  /** As they stand in the file. */
  readonly headings: ReadonlyMap<RegisterColumn, string>;
  readonly rows: readonly { readonly line: number; readonly row: RegisterRow }[];
}

export type ReadTable = ReadRows | { readonly problems: readonly TableProblem[] };

/**
 * A register as CSV (RFC 4180): UTF-8 with or without a mark at its beginning, or GBK / GB 18030 as Chinese Excel
 * writes it. Everything that is wrong is told at once.
 */
export function readRegisterCsv(bytes: Uint8Array, context: CellContext): ReadTable {
  const text = decode(bytes);
  if (text === null) return { problems: [at(1, 'encoding')] };
  const lines = linesOf(text);
  if (!Array.isArray(lines)) return { problems: [lines] };
  const [head, ...body] = lines;
  if (head === undefined) return { problems: [at(1, 'empty')] };
  if (body.length > REGISTER_ROWS_LIMIT) return { problems: [at(REGISTER_ROWS_LIMIT + 2, 'too-many-rows')] };
  const columns = head.cells.map(columnNamed);
  const wrongHead = headProblems(head, columns);
  if (wrongHead.length > 0) return { problems: wrongHead };
  const seen = new Set<string>();
  const read = body.map(({ line, cells }) => {
    const { row, problems } = rowOf(line, cells, { head: head.cells, columns }, context);
    const no = cells[columns.indexOf('no')] ?? '';
    const key = recorderKeyOf(no);
    if (seen.has(key)) problems.push({ line, column: null, problem: 'number-twice', cell: no });
    else if (no !== '') seen.add(key);
    return { line, row, problems };
  });
  const problems = read.flatMap((each) => each.problems);
  if (problems.length > 0) return { problems: problems.slice(0, PROBLEMS_LIMIT) };
  const headings = new Map(
    columns.flatMap((column, place) => (column === null ? [] : [[column, head.cells[place] ?? ''] as const])),
  );
  return { headings, rows: read.flatMap(({ line, row }) => (row === null ? [] : [{ line, row }])) };
}

interface Head {
  readonly head: readonly string[];
  readonly columns: readonly (RegisterColumn | null)[];
}

function rowOf(
  line: number,
  cells: readonly string[],
  { head, columns }: Head,
  context: CellContext,
): { readonly row: RegisterRow | null; readonly problems: TableProblem[] } {
  // A spreadsheet may write empty columns at the end.
  const isWhole =
    cells.length === columns.length &&
    columns.every((column, place) => column !== null || cells[place] === '');
  if (!isWhole) return { row: null, problems: [at(line, 'cell-count')] };
  const problems: TableProblem[] = [];
  const row: { [column in RegisterColumn]?: unknown } = {};
  for (const [place, column] of columns.entries()) {
    const cell = cells[place] ?? '';
    // An empty cell never forgets a serial that a dock has taught: another one would then be learned in silence.
    if (column === null || (column === 'serials' && cell === '')) continue;
    const read = CELL_READERS[column](cell, context);
    if ('value' in read) row[column] = read.value;
    else problems.push({ line, column: head[place] ?? null, problem: read.problem, cell });
  }
  return { row: problems.length > 0 ? null : (row as RegisterRow), problems };
}

/** The register as CSV with a mark at its beginning, so that Excel and WPS read it as UTF-8. */
export function registerCsv(
  recorders: readonly RegisteredRecorder[],
  language: 'zh' | 'en',
  zone: string,
): string {
  const head = REGISTER_COLUMNS.map((column) => COLUMN_NAMES[column][language][0]);
  const body = recorders.map((recorder) =>
    REGISTER_COLUMNS.map((column) => guarded(cellOf(recorder, column, language, zone))),
  );
  return stringify([head, ...body], { bom: true, record_delimiter: 'windows' });
}

function cellOf(
  recorder: RegisteredRecorder,
  column: RegisterColumn,
  language: 'zh' | 'en',
  zone: string,
): string {
  const last = recorder.assignments.at(-1);
  const worn = last?.until === null ? last : null;
  switch (column) {
    case 'serials':
      return serialsText(recorder.serials);
    case 'officer':
      return worn?.officer ?? '';
    case 'since':
      return worn == null ? '' : localSecondsOf(worn.from, zone).replace('T', ' ');
    case 'state':
      return STATE_NAMES[recorder.state][language];
    default:
      return recorder[column] ?? '';
  }
}

/** What a spreadsheet would take for a formula (OWASP, CSV injection) gets a quote before it; import takes it off. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

function guarded(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

function unguarded(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

function decode(bytes: Uint8Array): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      // UTF-16 is full of zero bytes, and reads as nothing else.
      return text.includes('\0') ? null : text;
    } catch {
      // The next encoding may fit.
    }
  }
  return null;
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Rows with something in them, with the line on which each begins. */
function linesOf(text: string): Line[] | TableProblem {
  const ends: number[] = [];
  try {
    const records = parse(text, {
      relax_column_count: true,
      on_record: (record: string[], { lines }) => {
        ends.push(lines);
        return record;
      },
    }) as string[][];
    return records
      .map((record, place) => ({
        line: lineOf(record, ends[place] ?? 0),
        cells: record.map((cell) => unguarded(cell.trim()).trim()),
      }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    const line = typeof thrown.lines === 'number' ? thrown.lines : 1;
    return { line, column: null, problem: 'not-csv', cell: null };
  }
}

/** The parser counts the line on which a record ends. */
function lineOf(record: readonly string[], end: number): number {
  return end - record.reduce((sum, cell) => sum + cell.split(/\r\n|\n|\r/).length - 1, 0);
}

function headProblems(head: Line, columns: readonly (RegisterColumn | null)[]): readonly TableProblem[] {
  const problems = columns.flatMap((column, place): readonly TableProblem[] => {
    const heading = head.cells[place] ?? '';
    if (column === null && heading === '') return [];
    if (column === null) return [{ line: head.line, column: heading, problem: 'unknown-column', cell: null }];
    if (columns.indexOf(column) === place) return [];
    return [{ line: head.line, column: heading, problem: 'column-twice', cell: null }];
  });
  return columns.includes('no') ? problems : [at(head.line, 'no-number-column'), ...problems];
}

function at(line: number, problem: TableProblem['problem']): TableProblem {
  return { line, column: null, problem, cell: null };
}
