import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RegisteredRecorder } from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import {
  type RecorderSigns,
  recogniseRecorder,
  SIGN_WEIGHTS,
} from '../../src/recorders/recognise-recorder.ts';
import { recorderNo } from './shipped-models.ts';

function registered(no: string, facts: Partial<RegisteredRecorder> = {}): RegisteredRecorder {
  return {
    no: recorderNo(no),
    model: null,
    serials: [],
    cards: [],
    unit: null,
    asset: null,
    state: 'in-service',
    note: null,
    registeredAt: utcOf(0),
    changedAt: utcOf(0),
    assignments: [],
    ...facts,
  };
}

const NOTHING: RecorderSigns = {
  given: null,
  number: null,
  serial: null,
  label: null,
  card: null,
  model: null,
};
const A = registered('A1', { serials: ['S-A'], cards: ['C-A'], model: 'm' });
const B = registered('B1', { serials: ['S-B'], cards: ['C-B'], model: 'm' });
const TWIN = registered('T1', { serials: ['S-A'], cards: ['C-T'], model: 'm' });
const NEW = registered('N1');
const ALL = [A, B, TWIN, NEW];

function decide(signs: Partial<Record<keyof RecorderSigns, string>>, all = ALL): string {
  const found = recogniseRecorder({ ...NOTHING, ...signs } as RecorderSigns, all);
  if (found.kind === 'recognised') return `${found.candidate.recorder.no} ${found.candidate.signs.join(' ')}`;
  if (found.kind === 'unknown') return `unknown ${found.number ?? '-'}`;
  const names = found.candidates.map(({ recorder }) => recorder.no).join(' ');
  return `ambiguous ${names}${found.stranger === null ? '' : `, not ${found.stranger.value}`}`;
}

describe('which registered recorder it is', () => {
  test.each([
    ['nothing is known', {}, 'unknown -'],
    ['its number', { number: 'B1' }, 'B1 number'],
    ['its number, and a serial that nobody has: another body', { number: 'B1', serial: 'X' }, 'B1 number'],
    ['its serial', { serial: 'S-B' }, 'B1 serial'],
    ['its serial and a card that nobody has', { serial: 'S-B', card: 'X' }, 'B1 serial'],
    ['the serial of one and the card of another', { serial: 'S-B', card: 'C-A' }, 'ambiguous B1 A1'],
    ['the serial of one and the label of another', { serial: 'S-B', label: 'N1' }, 'ambiguous B1 N1'],
    [
      'its number and serial, over the card of another',
      { number: 'B1', serial: 'S-B', card: 'C-A' },
      'B1 number serial',
    ],
    ['its card in a body that nobody has', { card: 'C-B', serial: 'X' }, 'ambiguous B1, not X'],
    ['its label in a body that nobody has', { label: 'B1', serial: 'X' }, 'ambiguous B1, not X'],
    ['its label, where no serial of it is known yet', { label: 'N1', serial: 'X' }, 'N1 label'],
    ['its label', { label: 'B1' }, 'B1 label'],
    ['its card', { card: 'C-B' }, 'B1 card'],
    ['the label of one and the card of another', { label: 'A1', card: 'C-B' }, 'ambiguous A1 B1'],
    ['the layout alone says nothing', { model: 'm' }, 'unknown -'],
    ['its number in another case', { number: 'b1', serial: 'S-B' }, 'B1 number serial'],
    ['its label in another case and width', { label: 'ｂ１' }, 'B1 label'],
    ['what a person says in another case', { given: 'n1', number: 'A1' }, 'N1 given'],
    ['a number that nobody registered', { number: 'X9' }, 'unknown X9'],
    [
      'such a number on the card of a registered one',
      { number: 'X9', card: 'C-A', label: 'A1' },
      'unknown X9',
    ],
    [
      'such a number in the body of a registered one',
      { number: 'X9', serial: 'S-B' },
      'ambiguous B1, not X9',
    ],
    ['the number of one in the body of another', { number: 'A1', serial: 'S-B' }, 'ambiguous A1 B1'],
    [
      'the same, with card and label of the first',
      { number: 'A1', serial: 'S-B', card: 'C-A', label: 'A1', model: 'm' },
      'ambiguous A1 B1',
    ],
    ['a serial of twins', { serial: 'S-A' }, 'ambiguous A1 T1'],
    [
      'a serial of twins, with the card of one: cards are swapped',
      { serial: 'S-A', card: 'C-T' },
      'ambiguous T1 A1',
    ],
    [
      'a serial of twins, with the number of one',
      { serial: 'S-A', number: 'T1', model: 'm' },
      'T1 number serial model',
    ],
    ['what a person says', { given: 'N1', number: 'A1', serial: 'S-B' }, 'N1 given'],
    ['what a person says of a recorder that is not registered', { given: 'X9', serial: 'S-B' }, 'unknown X9'],
  ])('%s', (_what, signs, answer) => {
    expect(decide(signs)).toBe(answer);
    expect(decide(signs, [...ALL].reverse())).toBe(answer);
  });
});

describe('for all registers and signs', () => {
  const few = <const T extends string>(...texts: T[]) => fc.constantFrom(...texts);
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
  const some = fc.uniqueArray(few('s1', 's2', 's3'), { maxLength: 3 });
  const register = fc.uniqueArray(
    fc.record({ no: few('A1', 'B1', 'C1', 'D1'), serials: some, cards: some, model: maybe(few('m', 'n')) }),
    { selector: ({ no }) => no, maxLength: 4 },
  );
  const anySigns = fc.record({
    given: maybe(few('A1', 'X9')),
    number: maybe(few('A1', 'B1', 'X9')),
    serial: maybe(few('s1', 's2')),
    label: maybe(few('A1', 'C1', 'no number')),
    card: maybe(few('s1', 's3')),
    model: maybe(few('m', 'n')),
  });

  test('nobody is recognised whose number the card does not tell, where it tells one and no person speaks', () => {
    fc.assert(
      fc.property(register, anySigns, (rows, signs) => {
        const found = recogniseRecorder(
          { ...signs, given: null } as RecorderSigns,
          rows.map(({ no, ...facts }) => registered(no, facts)),
        );
        if (found.kind === 'recognised' && signs.number !== null) {
          expect(found.candidate.recorder.no).toBe(signs.number);
        }
      }),
    );
  });

  test('a serial is never passed over in silence for a recorder without it, when another one has it', () => {
    fc.assert(
      fc.property(register, anySigns, (rows, signs) => {
        const all = rows.map(({ no, ...facts }) => registered(no, facts));
        const found = recogniseRecorder({ ...signs, given: null } as RecorderSigns, all);
        const held = all.some(({ serials }) => signs.serial !== null && serials.includes(signs.serial));
        if (found.kind === 'recognised' && held) expect(found.candidate.signs).toContain('serial');
      }),
    );
  });

  test('a card without a number is never taken in a body that its recorder is not known by', () => {
    fc.assert(
      fc.property(register, anySigns, (rows, signs) => {
        const all = rows.map(({ no, ...facts }) => registered(no, facts));
        const found = recogniseRecorder({ ...signs, given: null, number: null } as RecorderSigns, all);
        if (found.kind !== 'recognised' || signs.serial === null) return;
        const { serials } = found.candidate.recorder;
        if (serials.length > 0) expect(serials).toContain(signs.serial);
      }),
    );
  });

  test('the answer does not hang on the order of the register, and the score is the sum of its signs', () => {
    fc.assert(
      fc.property(register, anySigns, (rows, signs) => {
        const all = rows.map(({ no, ...facts }) => registered(no, facts));
        const found = recogniseRecorder(signs as RecorderSigns, all);
        expect(recogniseRecorder(signs as RecorderSigns, [...all].reverse())).toEqual(found);
        if (found.kind !== 'recognised') return;
        const { score, signs: named } = found.candidate;
        expect(score).toBe(named.reduce((sum, sign) => sum + SIGN_WEIGHTS[sign], 0));
      }),
    );
  });
});
