import { expect, test } from 'vitest';
import type { OfficerNo } from '../../src/evidence/ids.ts';
import type { RegisteredRecorder } from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { zerosLost } from '../../src/recorders/lost-zeros.ts';
import { readRegisterCsv } from '../../src/recorders/register-csv.ts';
import { recorderNo, SHIPPED_MODELS } from './shipped-models.ts';

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

function lost(
  text: string,
  known: readonly RegisteredRecorder[] = [],
  met: readonly string[] = [],
): string[] {
  const models = SHIPPED_MODELS;
  const table = readRegisterCsv(Buffer.from(text), {
    models: models.map(({ id }) => id),
    zone: 'Asia/Shanghai',
  });
  if ('problems' in table) throw new Error(JSON.stringify(table.problems));
  return zerosLost(table, { registered: known, met, models }).map(
    ({ line, column, problem, cell }) => `${line} ${column} ${problem} ${cell}`,
  );
}

const WORN = [{ officer: '001234' as OfficerNo, from: utcOf(0), until: null }];

test.each<[string, string[], string, readonly RegisteredRecorder[], readonly string[]]>([
  ['a registered number', ['2 编号 zeros-lost 12345'], '编号\n12345\n', [registered('0012345')], []],
  ['a number that was met', ['3 编号 zeros-lost 12345'], '编号\nA1\n12345\n', [], ['0012345']],
  [
    'the length that the model proves',
    ['2 编号 zeros-lost 12345'],
    '编号,型号\n12345,gat947-style\n',
    [],
    [],
  ],
  [
    'an officer who has one',
    ['2 配用人员 zeros-lost 1234'],
    '编号,配用人员\nA1,1234\n',
    [registered('A1', { assignments: WORN })],
    [],
  ],
  [
    'the length of officers that the registered model proves',
    ['2 officer zeros-lost 1234'],
    'number,officer\nA1,1234\n',
    [registered('A1', { model: 'gat947-style' })],
    [],
  ],
  [
    'its own serial',
    ['2 序列号 zeros-lost 77'],
    '编号,序列号\nA1,77;88\n',
    [registered('A1', { serials: ['0077'] })],
    [],
  ],
])(
  'a table that lacks only zeros to name %s is told with line and column',
  (_what, told, text, known, met) => {
    expect(lost(text, known, met)).toEqual(told);
  },
);

test.each<[string, string, readonly RegisteredRecorder[]]>([
  ['that is registered without them', '编号\n12345\n', [registered('12345'), registered('0012345')]],
  ['of another length than any known one', '编号\n2345\n', [registered('0012345')]],
  ['with its zeros', '编号,型号\n0012345,gat947-style\n', [registered('0012345')]],
  ['of letters, whatever the model proves', '编号,型号\nDSJ1,gat947-style\n', []],
  ['of a model that proves no length', '编号,型号\n12345,camera-dcim\n', []],
])('a number %s is taken', (_what, text, known) => {
  expect(lost(text, known)).toEqual([]);
});
