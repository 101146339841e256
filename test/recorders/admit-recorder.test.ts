import { describe, expect, test } from 'vitest';
import type { OfficerNo } from '../../src/evidence/ids.ts';
import {
  officerAt,
  RECORDER_STATES,
  type RecorderState,
  type RegisteredRecorder,
} from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { type Admission, compareIdentity, refusalOf } from '../../src/recorders/admit-recorder.ts';

describe('who is admitted', () => {
  const refused = (admit: Admission, state: RecorderState | null) =>
    refusalOf(admit, state === null ? null : ({ state } as RegisteredRecorder));

  test.each([
    ['registered', null, 'recorder-unregistered'],
    ['any', null, null],
    ['registered', 'in-service', null],
    ['registered', 'out-of-service', 'recorder-out-of-service'],
    ['any', 'out-of-service', 'recorder-out-of-service'],
    ['registered', 'lost', 'recorder-lost'],
    ['any', 'lost', 'recorder-lost'],
  ] as const)('ZZ-52.1 WS-20.1 admit %s, %s: %s', (admit, state, code) => {
    expect(refused(admit, state)).toBe(code);
  });

  test('every state has its answer', () => {
    for (const state of RECORDER_STATES) expect(refused('any', state)).not.toBeUndefined();
  });
});

describe('ZZ-52.2 WS-20.2 what is not as it was', () => {
  test.each([
    ['first serial and card are learned', [[], []], ['s', 'c'], ['s', 'c'], []],
    ['known ones say nothing', [['s', 't'], ['c']], ['s', 'c'], [null, null], []],
    ['another serial', [['s'], ['c']], ['x', 'c'], [null, null], ['serial x']],
    ['another card', [['s'], ['c']], ['s', 'x'], [null, null], ['card x']],
    ['both', [['s'], ['c']], ['x', 'y'], [null, null], ['serial x', 'card y']],
    ['a folder has neither', [['s'], ['c']], [null, null], [null, null], []],
    ['a card is learned beside a foreign serial', [['s'], []], ['x', 'c'], [null, 'c'], ['serial x']],
  ] as const)('%s', (_what, [serials, cards], [serial, card], [learnedSerial, learnedCard], changed) => {
    const compared = compareIdentity({ serials, cards }, { serial, card });
    expect(compared.learned).toEqual({ serial: learnedSerial, card: learnedCard });
    expect(compared.changes.map(({ kind, found }) => `${kind} ${found}`)).toEqual(changed);
  });
});

describe('who had the recorder', () => {
  const held = [
    { officer: 'P1' as OfficerNo, from: utcOf(1_000), until: utcOf(2_000) },
    { officer: 'P2' as OfficerNo, from: utcOf(3_000), until: null },
  ];

  test.each([
    [999, null],
    [1_000, 'P1'],
    [1_999, 'P1'],
    [2_000, null],
    [2_999, null],
    [3_000, 'P2'],
    [9_000_000, 'P2'],
  ])('at %i ms: %s', (at, officer) => {
    expect(officerAt(held, utcOf(at))).toBe(officer);
  });
});
