import { expect, test } from 'vitest';
import { clearLines } from '../../src/cli/dock/clear-lines.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import type { ClearRow } from '../../src/ports/clear-ledger.ts';
import { en } from '../../src/words/en.ts';
import { zh } from '../../src/words/zh.ts';

const ROW = { end: 'done', outcomes: { removed: 1_200 }, kept: {}, keptUntil: null } as unknown as ClearRow;
const lines = (row: Partial<ClearRow>, words = en) =>
  clearLines(words, [{ ...ROW, ...row }], 'Asia/Shanghai');

test('a report tells what went, what stayed and until when', () => {
  expect(clearLines(en, [], 'Asia/Shanghai')).toEqual([]);
  expect(lines({})).toEqual(['Removed from the card, sealed copies proved before: 1,200']);
  const keptUntil = '2026-11-23T08:00:00.000Z' as UtcTime;
  expect(lines({ end: 'nothing', outcomes: {}, kept: { grace: 3, held: 1 }, keptUntil })).toEqual([
    'Kept on the card: 3 (kept for its time)',
    'Kept on the card: 1 (held)',
    'The first of them may go at 2026-11-23 16:00:00',
  ]);
  expect(lines({ end: 'nothing', outcomes: {}, kept: { absent: 2 } })).toEqual([
    'not on the card any more: 2',
  ]);
});

test('whatever did not go as ordered stands out', () => {
  expect(lines({ outcomes: { removed: 1, differs: 2 } }).slice(1)).toEqual([
    '! not what was sealed, kept: 2',
  ]);
  expect(lines({ end: 'in-use', outcomes: { 'not-reached': 2 } })).toEqual([
    '! The card was not cleared, or not all of it: the card was in use',
    '! not reached: 2',
  ]);
  expect(lines({ end: null, outcomes: {} }, zh)).toEqual(['正在清卡，请勿拔出。']);
});
