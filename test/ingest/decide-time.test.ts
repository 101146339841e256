import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochMsOf, type UtcTime, utcOf } from '../../src/evidence/time.ts';
import { decideTime } from '../../src/ingest/decide-time.ts';
import { NOW_MS } from '../support/flow-bench.ts';

const TOLERANCE_MS = 300_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.parse('2026-11-18T00:30:00Z');

const at = (ms: number) => utcOf(ms);
const decide = (name: number | null, container: number | null, fileSystem: number, nowMs = NOW_MS) =>
  decideTime(
    {
      name: name === null ? null : at(name),
      container: container === null ? null : at(container),
      fileSystem: at(fileSystem),
    },
    nowMs,
    TOLERANCE_MS,
  );

const N = START_MS;
const C = START_MS + 60_000;
const F = START_MS + 600_000;

describe('name, container and file system are asked in that order', () => {
  test.each<[string, number | null, number | null, number, string, number]>([
    ['all three', N, C, F, 'name', N],
    ['no name', null, C, F, 'container', C],
    ['no container', N, null, F, 'name', N],
    ['the file system only', null, null, F, 'file-system', F],
    ['a name of 1970', 0, C, F, 'container', C],
    [
      'a name of 1980, as a FAT clock without a battery tells',
      Date.parse('1980-01-01T00:00:00Z'),
      C,
      F,
      'container',
      C,
    ],
    ['a name of 2000', Date.parse('2000-01-01T00:00:00Z'), null, F, 'file-system', F],
    ['a name and a container of 1970', 0, 0, F, 'file-system', F],
    [
      'a container of 1904, the zero of QuickTime',
      null,
      Date.parse('1904-01-01T00:00:00Z'),
      F,
      'file-system',
      F,
    ],
    ['a name from the future', NOW_MS + 2 * DAY_MS, C, F, 'container', C],
    ['a name just as far ahead as is believed', NOW_MS + DAY_MS, C, F, 'name', NOW_MS + DAY_MS],
    ['a name one millisecond further', NOW_MS + DAY_MS + 1, C, F, 'container', C],
    [
      'a name of the first plausible moment',
      Date.parse('2005-01-01T00:00:00Z'),
      C,
      F,
      'name',
      Date.parse('2005-01-01T00:00:00Z'),
    ],
    ['a name one second before it', Date.parse('2004-12-31T23:59:59Z'), C, F, 'container', C],
  ])('%s', (_, name, container, fileSystem, from, time) => {
    const decided = decide(name, container, fileSystem);
    expect(decided).toMatchObject({ from, at: at(time) });
    expect(decided.marks).not.toContain('time-implausible');
  });

  test.each<[string, number | null, number | null, number, string]>([
    ['name', 0, 0, 0, 'name'],
    ['container, where there is no name', null, 0, 0, 'container'],
    ['file system, where there is nothing else', null, null, 0, 'file-system'],
    ['name, from the future', NOW_MS + 9 * DAY_MS, null, NOW_MS + 9 * DAY_MS, 'name'],
  ])(
    'where none can be true, the first that tells anything is kept and marked: %s',
    (_, name, container, fileSystem, from) => {
      const decided = decide(name, container, fileSystem);
      expect(decided.from).toBe(from);
      expect(decided.marks).toContain('time-implausible');
    },
  );
});

describe('that they disagree is marked', () => {
  const marked = (name: number | null, container: number | null, fileSystem: number) =>
    decide(name, container, fileSystem).marks.includes('time-disagrees');

  test.each<[string, number | null, number | null, number, boolean]>([
    ['they agree', N, N, N, false],
    ['the container tells the end of the recording', N, F, F, false],
    ['nothing to compare with', null, null, F, false],
    ['the file was finished a day later', N, null, N + DAY_MS, false],
    ['the file was finished later than any recording lasts', N, null, N + DAY_MS + TOLERANCE_MS + 1, true],
    ['the file is as old as the tolerance allows', N, null, N - TOLERANCE_MS, false],
    [
      'file and container lie around the name, as far as the tolerance allows',
      N,
      N + TOLERANCE_MS,
      N - TOLERANCE_MS,
      false,
    ],
    ['the file is older than its name', N, null, N - TOLERANCE_MS - 1, true],
    ['the container is as early as the tolerance allows', N, N - TOLERANCE_MS, F, false],
    ['the container is earlier', N, N - TOLERANCE_MS - 1, F, true],
    ['the container is as late as the tolerance allows', N, F + TOLERANCE_MS, F, false],
    ['the container is later than the last change', N, F + TOLERANCE_MS + 1, F, true],
    ['the container is eight hours ahead: local time where UTC should be', N, N + 8 * HOUR_MS, F, true],
    ['the container is eight hours behind', N, N - 8 * HOUR_MS, F, true],
    ['the file system is eight hours behind', N, N, N - 8 * HOUR_MS, true],
    ['container and file system only, hours apart', null, C, C - HOUR_MS, true],
    ['a name of 1970', 0, C, F, true],
  ])('%s', (_, name, container, fileSystem, expected) => {
    expect(marked(name, container, fileSystem)).toBe(expected);
  });
});

describe('whatever the three say', () => {
  const ms = fc.oneof(
    fc.integer({ min: Date.parse('1900-01-01'), max: Date.parse('2200-01-01') }),
    fc.integer({ min: START_MS - 10 * DAY_MS, max: START_MS + 10 * DAY_MS }),
  );
  const source = fc.option(ms.map(at), { nil: null });
  const cases = fc.record({ name: source, container: source, fileSystem: ms.map(at) });
  const plausible = (time: UtcTime | null, nowMs: number) =>
    time !== null && epochMsOf(time) >= Date.parse('2005-01-01') && epochMsOf(time) <= nowMs + DAY_MS;

  test('the time is one of them, all three stay, and none that comes first and can be true is passed over', () => {
    fc.assert(
      fc.property(cases, ms, fc.nat({ max: DAY_MS }), (sources, nowMs, toleranceMs) => {
        const decided = decideTime(sources, nowMs, toleranceMs);
        const { name, container, fileSystem } = decided;
        expect({ name, container, fileSystem }).toEqual(sources);
        const order = [
          ['name', name],
          ['container', container],
          ['file-system', fileSystem],
        ] as const;
        const told = order.find(([from]) => from === decided.from);
        expect(told?.[1]).toBe(decided.at);
        const first =
          order.find(([, time]) => plausible(time, nowMs)) ?? order.find(([, time]) => time !== null);
        expect(decided.from).toBe(first?.[0]);
        expect(decided.marks.includes('time-implausible')).toBe(
          !order.some(([, time]) => plausible(time, nowMs)),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('a larger tolerance never marks more', () => {
    fc.assert(
      fc.property(cases, fc.nat({ max: DAY_MS }), fc.nat({ max: DAY_MS }), (sources, tolerance, more) => {
        const disagrees = (toleranceMs: number) =>
          decideTime(sources, NOW_MS, toleranceMs).marks.includes('time-disagrees');
        expect(disagrees(tolerance) || !disagrees(tolerance + more)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
