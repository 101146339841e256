import * as nodeCron from 'node-cron';
import { describe, expect, test } from 'vitest';
import { closest } from '../../src/config/closest.ts';
import { isCron } from '../../src/config/cron.ts';
import { parseDurationMs, parseSizeBytes } from '../../src/config/units.ts';

describe('units', () => {
  test.each([
    ['250ms', 250],
    ['2s', 2_000],
    ['1.5min', 90_000],
    ['24h', 86_400_000],
    ['3d', 259_200_000],
    ['0s', 0],
    ['2', null],
    ['2 s', null],
    ['5m', null],
    ['-1s', null],
    ['2S', null],
    ['', null],
    ['2constructor', null],
  ])('the duration %j is %j ms', (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected);
  });

  test.each([
    ['35MB', 35_000_000],
    ['2GiB', 2_147_483_648],
    ['1.5KiB', 1_536],
    ['0B', 0],
    ['2G', null],
    ['2gb', null],
    ['1000', null],
    ['999999999999TiB', null],
  ])('the size %j is %j bytes', (text, expected) => {
    expect(parseSizeBytes(text)).toBe(expected);
  });
});

describe('cron', () => {
  const good = [
    '30 3 * * *',
    '*/5 * * * *',
    '0 0-6,22 1,15 */2 1-5',
    '0 3 31 1,2 *',
    '0 3 29 2 *',
    '0 0 * * 7',
  ];
  const bad = [
    '0 3 31 2 *',
    '60 * * * *',
    '* * *',
    '0 3 * * * *',
    '0 24 * * *',
    '*/0 * * * *',
    '5-1 * * * *',
    '',
    'a',
  ];

  test.each(good)('%j is taken, here and by node-cron', (text) => {
    expect(isCron(text)).toBe(true);
    expect(nodeCron.validate(text)).toBe(true);
  });

  test.each(bad)('%j is refused', (text) => {
    expect(isCron(text)).toBe(false);
  });
});

test('a suggestion is near, or there is none', () => {
  expect(closest('worker', ['workers', 'stall'])).toBe('workers');
  expect(closest('Workers', ['workers'])).toBe('workers');
  expect(closest('xyz', ['poll', 'stall'])).toBeNull();
  expect(closest('abc', ['xbz'])).toBeNull();
});
