import { cutMiddle, displayWidth, padToWidth } from './display-width.ts';
import { wrapText } from './wrap-text.ts';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** What may happen to it where a terminal is too narrow; an id has none of it. */
  readonly shrink?: 'cut' | 'wrap';
}

/** Less of a name or a reason tells nothing. */
export const LEAST_SHRUNK_COLUMNS = 20;
const INDENT = 4;

/** A table whose rows take several lines: columns that have no room stand below, indented, in their order. */
export function stackedText(
  columns: readonly Column[],
  widths: readonly number[],
  rows: readonly (readonly string[])[],
  style: { readonly paintTitle: (title: string) => string; readonly width: number },
): string {
  const groups = groupsOf(columns, widths, style.width);
  const head = columns.map(({ title }) => title);
  const titles = linesOf(columns, groups, head, style.width).map(style.paintTitle);
  return [...titles, ...rows.flatMap((row) => linesOf(columns, groups, row, style.width))].join('\n');
}

/** A cell in so many columns. What may not shrink stays whole: the terminal breaks it, and it can be copied. */
export function shrinkTo(cell: string, columns: number, shrink: Column['shrink']): readonly string[] {
  if (shrink === undefined || displayWidth(cell) <= columns) return [cell];
  return shrink === 'cut' ? [cutMiddle(cell, columns)] : wrapText(cell, columns);
}

interface Group {
  readonly indent: number;
  readonly cells: { readonly at: number; readonly width: number }[];
}

/** As many columns on a line as fit; one that may be cut takes what is left, if that is enough. */
function groupsOf(columns: readonly Column[], widths: readonly number[], width: number): readonly Group[] {
  const groups: Group[] = [{ indent: 0, cells: [] }];
  for (const [at, { shrink }] of columns.entries()) {
    const group = groups.at(-1) as Group;
    const left = group.cells.reduce((sum, cell) => sum - cell.width - 2, width - group.indent);
    const natural = widths[at] ?? 0;
    const isCut = shrink === 'cut' && left >= LEAST_SHRUNK_COLUMNS;
    if (natural <= left || isCut || group.cells.length === 0) {
      group.cells.push({ at, width: Math.min(natural, Math.max(left, 1)) });
    } else {
      const room = width - INDENT;
      groups.push({ indent: INDENT, cells: [{ at, width: Math.min(natural, room) }] });
    }
  }
  return groups;
}

function linesOf(
  columns: readonly Column[],
  groups: readonly Group[],
  row: readonly string[],
  width: number,
): readonly string[] {
  return groups.flatMap(({ indent, cells }) => {
    const alone = cells.length === 1 ? cells[0] : undefined;
    const begin = ' '.repeat(indent);
    if (alone !== undefined) {
      const parts = shrinkTo(row[alone.at] ?? '', width - indent, columns[alone.at]?.shrink);
      return parts.map((part) => begin + part);
    }
    const texts = cells.map(({ at, width: own }) => {
      const [text = ''] = shrinkTo(row[at] ?? '', own, columns[at]?.shrink);
      return columns[at]?.align === 'right'
        ? ' '.repeat(Math.max(0, own - displayWidth(text))) + text
        : padToWidth(text, own);
    });
    return [(begin + texts.join('  ')).trimEnd()];
  });
}
