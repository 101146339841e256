import type { PaperWords } from '../../words/paper-words.ts';
import type { Register } from './register.ts';
import { COLUMNS, cellsOf } from './register-cells.ts';

/** Spreadsheets read UTF-8 as such only behind this. */
const BOM = '\uFEFF';

/** RFC 4180, for a spreadsheet: nothing in it is taken for a formula. */
export function registerCsv({ destroyed, others, zone }: Register, words: PaperWords): string {
  const lines = [...destroyed, ...others].map((line) => cellsOf(line, zone, words));
  const titles = COLUMNS.map((column) => words.columns[column]);
  return `${BOM}${[titles, ...lines].map((cells) => `${cells.map(cellText).join(',')}\r\n`).join('')}`;
}

function cellText(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
