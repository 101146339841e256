import Table from 'cli-table3';
import type { CliIo } from '../cli-io.ts';
import { displayWidth } from './display-width.ts';
import { type Column, LEAST_SHRUNK_COLUMNS, shrinkTo, stackedText } from './stacked-table.ts';

export interface TableStyle {
  readonly paintTitle?: (title: string) => string;
  /** Null where nobody redraws lines: there nothing is cut or moved. */
  readonly columns?: number | null;
}

const SIDES = ['left', 'left-mid', 'right', 'right-mid'] as const;
const LINES = ['top', 'bottom', 'mid'] as const;
const NO_BORDERS = Object.fromEntries([
  ...SIDES.map((name) => [name, '']),
  ...LINES.flatMap((name) =>
    [name, `${name}-mid`, `${name}-left`, `${name}-right`].map((each) => [each, '']),
  ),
  ['middle', '  '],
]);

/** Columns of the terminal that tables keep to; null when what is written goes into a pipe or a file. */
export function tableColumns({ isTTY, columns }: Pick<CliIo, 'isTTY' | 'columns'>): number | null {
  return isTTY ? columns : null;
}

/**
 * Columns under their titles, without borders, so that an id can be copied. On a narrow terminal the last column that
 * may shrink does; where that is not enough, the columns that have no room stand on a line below.
 */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { paintTitle = (title) => title, columns: width = null }: TableStyle = {},
): string {
  const widths = columns.map(({ title }, at) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at] ?? ''))),
  );
  const excess = widths.reduce((sum, each) => sum + each + 2, -2) - (width ?? Number.POSITIVE_INFINITY);
  if (width === null || excess <= 0) return plainText(columns, rows, paintTitle);
  const last = columns.findLastIndex(({ shrink }) => shrink !== undefined);
  const room = (widths[last] ?? 0) - excess;
  if (room < LEAST_SHRUNK_COLUMNS) return stackedText(columns, widths, rows, { paintTitle, width });
  const shrunk = rows.map((row) =>
    row.map((cell, at) => (at === last ? shrinkTo(cell, room, columns[at]?.shrink).join('\n') : cell)),
  );
  return plainText(columns, shrunk, paintTitle);
}

function plainText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paintTitle: (title: string) => string,
): string {
  const table = new Table({
    head: columns.map(({ title }) => paintTitle(title)),
    colAligns: columns.map(({ align }) => align ?? 'left'),
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
