import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import type { OfficerNo, RecorderNo } from '../../src/evidence/ids.ts';
import type { RegisteredRecorder } from '../../src/evidence/registered-recorder.ts';
import { RECORDER_STATES } from '../../src/evidence/registered-recorder.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { type ChangedBy, NO_RECORDER_FACTS, registerRecorder } from '../../src/recorders/change-register.ts';
import { planImport } from '../../src/recorders/plan-import.ts';
import { isRegisterText } from '../../src/recorders/register-cells.ts';
import { REGISTER_ROWS_LIMIT, readRegisterCsv, registerCsv } from '../../src/recorders/register-csv.ts';
import { recorderNo } from './shipped-models.ts';

const ZONE = 'Asia/Shanghai';
const CONTEXT = { models: ['dcam-1.14', 'tecsar'], zone: ZONE };
const BY: ChangedBy = { actor: SYSTEM_ACTOR, at: utcOf(Date.parse('2026-11-20T08:00:00Z')) };
/** 编号,状态 and 甲,停用 in GBK. */
const GBK = Uint8Array.from([
  ...[0xb1, 0xe0, 0xba, 0xc5, 0x2c, 0xd7, 0xb4, 0xcc, 0xac, 0x2c, 0xb1, 0xb8, 0xd7, 0xa2, 0x0d, 0x0a],
  ...[0x41, 0x31, 0x2c, 0xcd, 0xa3, 0xd3, 0xc3, 0x2c, 0xbc, 0xd7, 0x0d, 0x0a],
]);

const read = (text: string | Uint8Array) =>
  readRegisterCsv(typeof text === 'string' ? Buffer.from(text) : text, CONTEXT);

function rows(text: string | Uint8Array) {
  const table = read(text);
  if ('problems' in table) throw new Error(JSON.stringify(table.problems));
  return table.rows.map(({ row }) => row);
}

function problems(text: string | Uint8Array): string[] {
  const table = read(text);
  const found = 'problems' in table ? table.problems : [];
  return found.map(({ line, column, problem, cell }) =>
    [line, column, problem, cell].filter((part) => part !== null).join(' '),
  );
}

describe('a register as CSV', () => {
  test('is read with Chinese headings, quotes, empty lines and every column', () => {
    const text = [
      '编号,型号,序列号,所属单位,配用人员,配发时间,资产编号,状态,备注',
      'A1,dcam-1.14,S1;S2,"一中队, 城东",310115,2026/11/1 8:00,ZC-1,停用,"两行？不""会"""',
      '',
      'B1,,,,,,,,',
    ].join('\r\n');
    expect(rows(text)).toEqual([
      {
        no: 'A1',
        model: 'dcam-1.14',
        serials: ['S1', 'S2'],
        unit: '一中队, 城东',
        officer: '310115',
        since: utcOf(Date.parse('2026-11-01T00:00:00Z')),
        asset: 'ZC-1',
        state: 'out-of-service',
        note: '两行？不"会"',
      },
      {
        no: 'B1',
        model: null,
        unit: null,
        officer: null,
        since: null,
        asset: null,
        state: 'in-service',
        note: null,
      },
    ]);
  });

  test.each([
    ['English headings in any case and order', 'State,Number\nlost,A1\n', 'lost'],
    ['a mark at its beginning', '\ufeff编号,状态\nA1,遗失\n', 'lost'],
    ['the heading of earlier exports', '编号,配发人员,状态\nA1,,遗失\n', 'lost'],
    ['empty columns at the end', '编号,状态,,\nA1,遗失,,\n', 'lost'],
    ['GBK, as Chinese Excel writes it', GBK, 'out-of-service'],
  ])('is read with %s', (_what, text, state) => {
    expect(rows(text)[0]).toMatchObject({ no: 'A1', state });
  });

  test('tells everything that is wrong at once, with line and heading', () => {
    const text = [
      '编号,型号,序列号,配用人员,配发时间,状态,备注',
      '../x,gopro,,a b,2026-02-30,broken,"bad\u202e"',
      'A1,,"two',
      'lines",,,,',
      'A1,,,,,,',
      'B1,,,',
      'C1,,,,,,,,x',
    ].join('\n');
    expect(problems(text)).toEqual([
      '2 编号 number ../x',
      '2 型号 model gopro',
      '2 配用人员 officer a b',
      '2 配发时间 time 2026-02-30',
      '2 状态 state broken',
      '2 备注 text bad\u202e',
      '5 number-twice A1',
      '6 cell-count',
      '7 cell-count',
    ]);
  });

  test.each([
    ['nothing', '', ['1 empty']],
    ['no number column', '型号\ndcam-1.14\n', ['1 no-number-column']],
    ['a heading of something else', '编号,颜色\nA1,red\n', ['1 颜色 unknown-column']],
    ['a heading twice', '编号,状态,state\nA1,,\n', ['1 state column-twice']],
    ['a quote that does not end', '编号\nA1\n"B1\n', ['3 not-csv']],
    ['bytes of no text', Uint8Array.of(0xff, 0xff, 0x80), ['1 encoding']],
    ['UTF-16', Buffer.from('\ufeff编号\nA1\n', 'utf16le'), ['1 encoding']],
    [
      'too many rows',
      `编号\n${'A\n'.repeat(REGISTER_ROWS_LIMIT + 1)}`,
      [`${REGISTER_ROWS_LIMIT + 2} too-many-rows`],
    ],
  ])('is refused with %s', (_what, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '＝1', "'=1", "''-x"])(
    'a spreadsheet meets no formula in %j, and import takes the quote off again',
    (note) => {
      const text = registerCsv([registered('A1', { note })], 'zh', ZONE);
      expect(text).toContain(`'${note}`);
      expect(rows(text)[0]?.note).toBe(note);
    },
  );

  test('has a mark at its beginning, headings in the language and lines as Excel writes them', () => {
    const text = registerCsv([registered('A1', { state: 'lost' })], 'zh', ZONE);
    expect(text).toBe(
      '\ufeff编号,型号,序列号,所属单位,配用人员,配发时间,资产编号,状态,备注\r\nA1,,,,,,,遗失,\r\n',
    );
    expect(registerCsv([], 'en', ZONE)).toContain('number,model,serials,unit,officer,since,asset,state,note');
  });

  test('written and read again changes nothing, whatever stands in it', () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((text) => text.trim())
      .filter((text) => text !== '' && isRegisterText(text));
    const serial = fc
      .string({ maxLength: 20 })
      .map((text) => text.trim())
      .filter((text) => text !== '' && text.isWellFormed() && !text.includes('\0'));
    const recorder = fc.record({
      no: fc.stringMatching(/^[A-Z][A-Z0-9]{0,6}$/),
      model: fc.option(fc.constantFrom(...CONTEXT.models), { nil: null }),
      serials: fc.uniqueArray(serial, { maxLength: 3 }),
      unit: fc.option(line, { nil: null }),
      asset: fc.option(line, { nil: null }),
      note: fc.option(line, { nil: null }),
      state: fc.constantFrom(...RECORDER_STATES),
      officer: fc.option(fc.stringMatching(/^[A-Z][A-Z0-9]{0,6}$/), { nil: null }),
    });
    const register = fc.uniqueArray(recorder, { selector: ({ no }) => no, maxLength: 4 });
    fc.assert(
      fc.property(register, fc.constantFrom('zh' as const, 'en' as const), (all, language) => {
        const recorders = all.map(({ no, officer, ...facts }) =>
          registered(no, facts, officer === null ? null : (officer as OfficerNo)),
        );
        const table = read(registerCsv(recorders, language, ZONE));
        if ('problems' in table) throw new Error(JSON.stringify(table.problems));
        const plan = planImport(table.rows, recorders, BY);
        expect(plan).toMatchObject({ changes: [], problems: [], same: recorders.map(({ no }) => no) });
      }),
    );
  });
});

describe('an import', () => {
  const plan = (text: string, ...there: RegisteredRecorder[]) => {
    const table = read(text);
    if ('problems' in table) throw new Error(JSON.stringify(table.problems));
    return planImport(table.rows, there, BY);
  };

  test('adds what is new, changes what is different, and leaves what it does not name', () => {
    const there = [registered('A1', { unit: 'one' }), registered('B1', { unit: 'two' }), registered('C1')];
    const { changes, added, changed, same } = plan('number,unit\nA1,one\nB1,three\nD1,four\n', ...there);
    expect({ added, changed, same }).toEqual({ added: ['D1'], changed: ['B1'], same: ['A1'] });
    expect(changes.map(({ after }) => [after.no, after.unit])).toEqual([
      ['B1', 'three'],
      ['D1', 'four'],
    ]);
  });

  test('columns that are not there change nothing; an empty cell empties, but never a serial', () => {
    const there = registered('A1', { unit: 'one', note: 'old', serials: ['S1'] }, 'P1' as OfficerNo);
    const [change, ...others] = plan('number,note,serials\nA1,,\n', there).changes;
    expect(others).toEqual([]);
    expect(change?.after).toMatchObject({ unit: 'one', note: null, serials: ['S1'] });
    expect(change?.after.assignments).toEqual(there.assignments);
  });

  test('hands over from the time that the table tells, else from now, and keeps who had it before', () => {
    const there = registered('A1', {}, 'P1' as OfficerNo);
    const [given] = plan('number,officer,since\nA1,P2,2026-11-10\n', there).changes;
    expect(given?.after.assignments).toMatchObject([
      { officer: 'P1', until: utcOf(Date.parse('2026-11-09T16:00:00Z')) },
      { officer: 'P2', from: utcOf(Date.parse('2026-11-09T16:00:00Z')), until: null },
    ]);
    const [back] = plan('number,officer\nA1,\n', there).changes;
    expect(back?.after.assignments).toMatchObject([{ officer: 'P1', until: BY.at }]);
    const [first] = plan('number,officer\nN1,P9\n').changes;
    expect(first?.after.assignments).toEqual([{ officer: 'P9', from: BY.at, until: null }]);
  });

  test('facts come before the hand-over: put into service and given to somebody in one row', () => {
    const there = registered('A1', { state: 'out-of-service' });
    const { changes, problems: wrong } = plan('number,state,officer\nA1,in-service,P1\n', there);
    expect(wrong).toEqual([]);
    expect(changes.map(({ entry }) => entry.act)).toEqual(['recorder.changed', 'recorder.assigned']);
    expect(changes[1]?.before).toEqual(changes[0]?.after);
  });

  test('ZZ-52.1 tells a hand-over of what is out of use, and one before the last', () => {
    const there = [registered('A1', { state: 'lost' }), registered('B1', {}, 'P1' as OfficerNo)];
    const { problems: wrong } = plan('number,officer,since\nA1,P1,\nB1,P2,2020-01-01\n', ...there);
    expect(wrong.map(({ line, problem, cell }) => [line, problem, cell])).toEqual([
      [2, 'out-of-use', 'A1'],
      [3, 'earlier', 'B1'],
    ]);
  });
});

function registered(
  no: string,
  facts: Partial<RegisteredRecorder> = {},
  officer: OfficerNo | null = null,
): RegisteredRecorder {
  const since = utcOf(Date.parse('2026-11-01T00:00:00.123Z'));
  const assigned = officer === null ? null : { officer, from: since };
  const by = { ...BY, at: since };
  return registerRecorder(recorderNo(no) as RecorderNo, { ...NO_RECORDER_FACTS, ...facts }, assigned, by)
    .after;
}
