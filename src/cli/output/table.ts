import Table from 'cli-table3';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
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

/** Columns under their titles, without borders, so that an id can be copied; nothing is ever cut. */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paintTitle: (title: string) => string = (title) => title,
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
