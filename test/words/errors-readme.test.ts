import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES, ERROR_KINDS, EXIT_FINDINGS } from '../../src/evidence/errors.ts';

const README = resolve(import.meta.dirname, '../../README.md');
const text = existsSync(README) ? readFileSync(README, 'utf8') : '';
const section = sectionOf(text, 'Errors');

describe.skipIf(text === '')("the README's section 'Errors'", () => {
  test('has one row for every kind with its exit code, and no other', () => {
    const rows = tableRows(section, 'exit').map(([exit, kind]) => `${exit} ${plain(kind ?? '')}`);
    const kinds = Object.entries(ERROR_KINDS).map(([kind, row]) => `${row.exitCode} ${kind}`);
    const expected = ['0 ok', `${EXIT_FINDINGS} findings`, ...kinds];
    expect(rows.toSorted()).toEqual(expected.toSorted());
  });

  test('names every error code as `code`, and none that does not exist', () => {
    const named = new Set([...section.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, code]) => code));
    const allowed = new Set([...Object.keys(ERROR_CODES), ...Object.keys(ERROR_KINDS), 'ok', 'findings']);
    expect(Object.keys(ERROR_CODES).filter((code) => !named.has(code))).toEqual([]);
    expect([...named].filter((code) => code?.includes('-') && !allowed.has(code))).toEqual([]);
  });
});

/** From the heading to the next one of the same or a higher level. */
function sectionOf(markdown: string, title: string): string {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^#{1,6} (?:.*\\b)?${title}\\b`).test(line));
  if (start < 0) return '';
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1;
  const length = lines.slice(start + 1).findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** Cells of the table whose first column has this heading. */
function tableRows(markdown: string, heading: string): string[][] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => cellsOf(line)[0] === heading);
  if (start < 0) return [];
  const after = lines.slice(start + 2);
  const end = after.findIndex((line) => !line.startsWith('|'));
  return after.slice(0, end < 0 ? undefined : end).map(cellsOf);
}

function cellsOf(line: string): string[] {
  return line.startsWith('|')
    ? line
        .slice(1, line.lastIndexOf('|'))
        .split('|')
        .map((cell) => cell.trim())
    : [];
}

function plain(cell: string): string {
  return cell.replaceAll('`', '');
}
