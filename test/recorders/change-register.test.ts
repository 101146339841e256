import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { DockId, OfficerNo } from '../../src/evidence/ids.ts';
import { officerAt, type RegisteredRecorder } from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { RecorderAlert } from '../../src/ports/register.ts';
import {
  assignRecorder,
  type ChangedBy,
  changeRecorder,
  confirmRecorder,
  NO_RECORDER_FACTS,
  registerRecorder,
} from '../../src/recorders/change-register.ts';
import { recorderNo } from './shipped-models.ts';

const officer = (no: string) => no as OfficerNo;
const by = (ms: number): ChangedBy => ({ actor: SYSTEM_ACTOR, at: utcOf(ms) });
const NEW = registerRecorder(recorderNo('A1'), { ...NO_RECORDER_FACTS, unit: '一中队' }, null, by(1_000));

function history(recorder: RegisteredRecorder): string {
  const ms = (time: string) => Date.parse(time);
  return recorder.assignments
    .map((each) => `${each.officer} ${ms(each.from)}-${each.until === null ? '' : ms(each.until)}`)
    .join(', ');
}

/** Hand-overs one after the other; what is so already is passed over. */
function handedOver(
  ...steps: readonly (readonly [who: string | null, fromMs: number])[]
): RegisteredRecorder {
  return steps.reduce<RegisteredRecorder>((recorder, [who, fromMs]) => {
    const to = who === null ? null : officer(who);
    return assignRecorder(recorder, to, utcOf(fromMs), by(9_000))?.after ?? recorder;
  }, NEW.after);
}

describe('a recorder enters the register', () => {
  test('in service, worn by whom it was given to, with an entry that says all of it', () => {
    const { before, after, entry } = registerRecorder(
      recorderNo('A1'),
      { ...NO_RECORDER_FACTS, serials: ['S1'] },
      { officer: officer('P1'), from: utcOf(500) },
      by(1_000),
    );
    expect(before).toBeNull();
    expect(after).toMatchObject({ state: 'in-service', serials: ['S1'], cards: [] });
    expect(history(after)).toBe('P1 500-');
    expect(entry).toMatchObject({
      act: 'recorder.registered',
      object: { kind: 'recorder', id: 'A1' },
      detail: { serials: ['S1'], assigned: { officer: 'P1', from: utcOf(500) } },
    });
  });
});

describe('a change of facts', () => {
  test('tells only what is different, as it was and as it is', () => {
    const change = changeRecorder(NEW.after, { unit: '二中队', note: null }, by(2_000));
    expect(change?.entry.detail).toEqual({ unit: { before: '一中队', after: '二中队' } });
    expect(change?.after).toMatchObject({
      unit: '二中队',
      changedAt: utcOf(2_000),
      registeredAt: utcOf(1_000),
    });
  });

  test('that changes nothing is none', () => {
    expect(changeRecorder(NEW.after, { unit: '一中队' }, by(2_000))).toBeNull();
  });

  test('of the state of a lost one ends the alert about it', () => {
    const lost = changeRecorder(NEW.after, { state: 'lost' }, by(2_000));
    expect(lost).toMatchObject({ settles: [], entry: { before: 'in-service', after: 'lost' } });
    expect(
      changeRecorder({ ...NEW.after, state: 'lost' }, { state: 'in-service' }, by(3_000))?.settles,
    ).toEqual(['lost']);
  });
});

describe('hand-overs', () => {
  test.each([
    ['the first', [['P1', 10]], 'P1 10-'],
    [
      'to the next, which ends the one before',
      [
        ['P1', 10],
        ['P2', 20],
      ],
      'P1 10-20, P2 20-',
    ],
    [
      'to the same again is none',
      [
        ['P1', 10],
        ['P1', 20],
      ],
      'P1 10-',
    ],
    [
      'back to the store',
      [
        ['P1', 10],
        [null, 20],
      ],
      'P1 10-20',
    ],
    [
      'back to the store twice',
      [
        ['P1', 10],
        [null, 20],
        [null, 30],
      ],
      'P1 10-20',
    ],
    [
      'out of the store again',
      [
        ['P1', 10],
        [null, 20],
        ['P1', 30],
      ],
      'P1 10-20, P1 30-',
    ],
    [
      'corrected: the same instant',
      [
        ['P1', 10],
        ['P2', 10],
      ],
      'P2 10-',
    ],
    [
      'corrected among others',
      [
        ['P1', 10],
        ['P2', 20],
        ['P3', 20],
      ],
      'P1 10-20, P3 20-',
    ],
    [
      'taken back at once',
      [
        ['P1', 10],
        [null, 10],
      ],
      'P1 10-10',
    ],
  ] as const)('%s', (_what, steps, expected) => {
    expect(history(handedOver(...steps))).toBe(expected);
  });

  test('never rewrite who had it before', () => {
    const held = handedOver(['P1', 10], ['P2', 20]);
    expect(() => assignRecorder(held, officer('P3'), utcOf(19), by(9_000))).toThrow(
      expect.objectContaining({ code: 'register-invalid', expected: `${utcOf(20)} or later` }),
    );
    const stored = handedOver(['P1', 10], [null, 20]);
    expect(() => assignRecorder(stored, officer('P3'), utcOf(19), by(9_000))).toThrow();
  });

  test.each([
    ['out-of-service', 'recorder-out-of-service'],
    ['lost', 'recorder-lost'],
  ] as const)('ZZ-52.1 WS-20.1 one that is %s is given to nobody, and may be taken back', (state, code) => {
    const held = { ...handedOver(['P1', 10]), state };
    expect(() => assignRecorder(held, officer('P2'), utcOf(20), by(9_000))).toThrow(
      expect.objectContaining({ code }),
    );
    expect(history(assignRecorder(held, null, utcOf(20), by(9_000))?.after ?? NEW.after)).toBe('P1 10-20');
  });

  test('however they come, nobody overlaps, and whoever was given it last has it', () => {
    const step = fc.tuple(
      fc.option(fc.constantFrom('P1', 'P2', 'P3'), { nil: null }),
      fc.integer({ min: 0, max: 5 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let atMs = 0;
        const times = steps.map(([who, afterMs]) => {
          atMs += afterMs;
          return [who, atMs] as const;
        });
        const { assignments } = handedOver(...times);
        for (const [at, each] of assignments.entries()) {
          expect(each.until === null || each.from <= each.until).toBe(true);
          const next = assignments[at + 1];
          if (next !== undefined) expect(each.until !== null && each.until <= next.from).toBe(true);
        }
        expect(officerAt(assignments, utcOf(1_000))).toBe(times.at(-1)?.[0] ?? null);
      }),
    );
  });
});

describe('ZZ-52.2 WS-20.2 what changed is confirmed', () => {
  const alert = (kind: RecorderAlert['kind'], found: string): RecorderAlert => ({
    recorder: recorderNo('A1'),
    kind,
    dock: 'dock-1' as DockId,
    at: utcOf(0),
    known: ['S1'],
    found,
  });

  test('its new parts are known beside the old ones, with the reason', () => {
    const before = { ...NEW.after, serials: ['S1'], cards: ['C1'] };
    const alerts = [alert('serial', 'S2'), alert('card', 'C2'), alert('lost', 'lost')];
    const change = confirmRecorder(before, alerts, 'repaired by the maker', by(5_000));
    expect(change?.after).toMatchObject({ serials: ['S1', 'S2'], cards: ['C1', 'C2'] });
    expect(change?.settles).toEqual(['serial', 'card']);
    expect(change?.entry).toMatchObject({
      act: 'recorder.confirmed',
      reason: 'repaired by the maker',
      detail: { serials: ['S2'], cards: ['C2'] },
    });
  });

  test('where nothing is open there is nothing to confirm; that a lost one is here is answered by its state', () => {
    expect(confirmRecorder(NEW.after, [], null, by(5_000))).toBeNull();
    expect(confirmRecorder(NEW.after, [alert('lost', 'lost')], null, by(5_000))).toBeNull();
  });
});
