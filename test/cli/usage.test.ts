import { describe, expect, test } from 'vitest';
import { readGlobalFlags } from '../../src/cli/global-flags.ts';
import { parseTime } from '../../src/cli/usage/parse-time.ts';
import { en } from '../../src/words/en.ts';

describe('times that people type', () => {
  test.each([
    ['--from', '2026-11-20', '2026-11-19T16:00:00.000Z'],
    ['--to', '2026-11-20', '2026-11-20T16:00:00.000Z'],
    ['--to', '2026-12-31', '2026-12-31T16:00:00.000Z'],
    ['--to', '2026-11-20T08:00', '2026-11-20T00:00:00.000Z'],
    ['--from', '2026-11-20 08:00:05', '2026-11-20T00:00:05.000Z'],
  ] as const)('%s %s is %s in Shanghai', (option, text, expected) => {
    expect(parseTime(option, text, 'Asia/Shanghai', en.cli)).toBe(expected);
  });

  test.each(['2026-02-30', '2026-11-20T25:00', 'today', '20261120', ''])('%j is refused', (text) => {
    expect(() => parseTime('--from', text, 'Asia/Shanghai', en.cli)).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
  });

  test('the day of a change of summer time ends at its own midnight', () => {
    expect(parseTime('--to', '2026-10-25', 'Europe/Berlin', en.cli)).toBe('2026-10-25T23:00:00.000Z');
  });
});

describe('global options', () => {
  test('are read wherever they stand, the last one counts, and none after --', () => {
    expect(
      readGlobalFlags(['dock', '--lang=zh', 'x', '--data', 'd', '--lang', 'en', '--', '--json']),
    ).toEqual({
      config: null,
      data: 'd',
      lang: 'en',
      isJson: false,
      isColorOff: false,
    });
  });
});
