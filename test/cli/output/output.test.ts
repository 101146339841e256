import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutToWidth, displayWidth, padToWidth } from '../../../src/cli/output/display-width.ts';
import { jsonText } from '../../../src/cli/output/json-text.ts';
import { openLiveLines } from '../../../src/cli/output/live-lines.ts';
import { progressLine } from '../../../src/cli/output/progress-line.ts';
import { ageText, countText, durationText, sizeText, timeText } from '../../../src/cli/output/quantities.ts';
import { tableText } from '../../../src/cli/output/table.ts';
import { wrapText } from '../../../src/cli/output/wrap-text.ts';
import { utcOf } from '../../../src/evidence/time.ts';
import type { DockProgress } from '../../../src/ports/status-board.ts';
import { en } from '../../../src/words/en.ts';
import { zh } from '../../../src/words/zh.ts';
import { captureIo } from '../test-doors.ts';

const FLAGS = { config: null, data: null, lang: null, isJson: false, isColorOff: false };

describe('tables', () => {
  test('stay aligned with wide characters, and cut nothing', () => {
    const id = 'DSJ0001-20261120T101112-a7937b64b8ca';
    const rows = [
      [id, '执法现场（一）.mp4', '1'],
      ['x', 'e\u0301🎥.mp4', '22'],
      ['全角ＡＢ', 'ｶﾅ', '333'],
    ];
    const lines = tableText(
      [{ title: '音像记录' }, { title: 'B' }, { title: '数', align: 'right' }],
      rows,
    ).split('\n');
    expect(lines).toHaveLength(4);
    expect(new Set(lines.map(displayWidth)).size).toBe(1);
    expect(lines[1]).toContain(id);
  });

  const id = 'DSJ0001-20261120T101112-a7937b64b8ca';
  const columns = [{ title: 'Recording' }, { title: 'Size' }, { title: 'File', shrink: 'cut' }] as const;
  const rows = [[id, '5 B', 'DCAM_DSJ0001_OFF123_20261120_101112_执法现场.mp4']];

  test('a file name is cut in its middle where the terminal is too narrow, an id never', () => {
    expect(tableText(columns, rows, { columns: 80 }).split('\n')).toEqual([
      'Recording                             Size  File',
      `${id}  5 B   DCAM_DSJ0001_OFF12…1112_执法现场.mp4`,
    ]);
    expect(tableText(columns, rows)).toContain('20261120_101112_执法现场.mp4');
  });

  test('what has no room at all stands on a line below', () => {
    expect(tableText(columns, rows, { columns: 50 }).split('\n')).toEqual([
      'Recording                             Size',
      '    File',
      `${id}  5 B`,
      '    DCAM_DSJ0001_OFF123_202…20_101112_执法现场.mp4',
    ]);
  });

  test('no line is wider than the terminal, whatever the names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.integer({ min: 44, max: 120 }),
        (names, width) => {
          const many = names.map((name) => [id, '5 B', name.replace(/\s/g, '_')]);
          for (const line of tableText(columns, many, { columns: width }).split('\n')) {
            expect(displayWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });

  test('text breaks between Chinese characters and between words, and not before punctuation', () => {
    expect(wrapText('请检查磁盘，再执行 sealdock inspect。', 12)).toEqual([
      '请检查磁盘，',
      '再执行',
      'sealdock',
      'inspect。',
    ]);
    expect(wrapText('a word that-is-longer-than-that', 8)).toEqual([
      'a word',
      'that-is-',
      'longer-t',
      'han-that',
    ]);
  });

  test('widths add up when text is cut and padded', () => {
    expect(displayWidth('\x1b[31m执法\x1b[39m')).toBe(4);
    expect(cutToWidth('执法记录', 5)).toBe('执法');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
        expect(displayWidth(cutToWidth(text, columns))).toBeLessThanOrEqual(columns);
        expect(displayWidth(padToWidth(cutToWidth(text, columns), columns))).toBe(columns);
      }),
    );
  });
});

describe('quantities', () => {
  test.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_024, '1.0 KiB'],
    [1_048_575, '1.0 MiB'],
    [1_536 * 1_024, '1.5 MiB'],
    [150 * 2 ** 30, '150 GiB'],
    [Number.MAX_SAFE_INTEGER, '8.0 PiB'],
  ])('%d bytes are %j', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  test("times stand in the station's zone", () => {
    expect(timeText(utcOf(Date.parse('2026-11-20T02:11:12.999Z')), 'Asia/Shanghai')).toBe(
      '2026-11-20 10:11:12',
    );
  });

  test('durations, counts and ages read as people write them', () => {
    expect([durationText(42), durationText(3_723), durationText(0.4)]).toEqual(['0:42', '1:02:03', '0:00']);
    expect(countText(20_000)).toBe('20,000');
    expect(ageText(-5, 'en')).toBe('0 seconds');
    expect(ageText(200_000, 'en')).toBe('3 minutes');
    expect(ageText(200_000, 'zh')).toBe('3 分钟');
  });
});

test('JSON is one line that is safe on a terminal and parses to the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = jsonText({ text });
      expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});

describe('progress', () => {
  const progress: DockProgress = {
    dock: 'dock-1',
    path: '/media/a\x1b[2J',
    recorder: 'DSJ0001',
    model: 'dcam-1.14',
    dirty: null,
    phase: 'copying',
    filesTotal: 40,
    filesDone: 12,
    bytesTotal: 2 * 2 ** 30,
    bytesDone: 2 ** 30,
    bytesPerSecond: 24 * 2 ** 20,
    secondsLeft: 43,
    startedAt: '2026-11-20T02:11:12.000Z',
    result: null,
    code: null,
  };

  test('tells bar, files, bytes, rate and time left', () => {
    expect(progressLine(progress, en, { hasBar: true })).toBe(
      'DSJ0001           ██████████░░░░░░░░░░   50%  12 of 40 files  1.0 GiB of 2.0 GiB  24.0 MiB/s  0:43 left',
    );
    expect(progressLine(progress, zh, { hasBar: false })).toBe(
      'DSJ0001   50%  文件 12/40  1.0 GiB/2.0 GiB  24.0 MiB/s  剩余 0:43',
    );
  });

  test('counts what is on its way, and is whole only when the last file is sealed', () => {
    const large = { ...progress, filesTotal: 1, filesDone: 0, bytesDone: 0 };
    const line = (secondsLeft: number) => progressLine({ ...large, secondsLeft }, en, { hasBar: false });
    expect(line(30)).toContain(' 64%  0 of 1 files  1.3 GiB of 2.0 GiB');
    expect(line(0)).toContain(' 99%  0 of 1 files');
    expect(progressLine({ ...large, filesTotal: 0, bytesTotal: 0 }, en, { hasBar: false })).toContain('100%');
  });

  test('a long recorder number is never cut without a sign', () => {
    const long = { ...progress, recorder: 'DSJ-0123456789-ABCDEFGH' };
    expect(progressLine(long, en, { hasBar: true })).toMatch(/^DSJ-0123456789-… {2}█/);
  });

  test("before the recorder is known it shows the folder's name, escaped", () => {
    const line = progressLine({ ...progress, recorder: null, phase: 'identifying' }, en, { hasBar: false });
    expect(line).toBe('a\\x1b[2J  identifying');
  });

  test('is redrawn in place on a terminal, one line per dock, none wider than it', () => {
    const captured = captureIo({ isTTY: true, columns: 20 });
    const lines = openLiveLines({ io: captured.io, flags: FLAGS });
    lines.show(
      [
        { key: 'a', text: 'A'.repeat(30) },
        { key: 'b', text: '执法记录仪执法记录仪' },
      ],
      0,
    );
    lines.show([{ key: 'a', text: 'a' }], 1);
    lines.clear();
    expect(captured.stderr()).toBe(
      `${'A'.repeat(19)}\n执法记录仪执法记录\n\x1b[2A\r\x1b[Ja\n\x1b[1A\r\x1b[J`,
    );
    expect(captured.stdout()).toBe('');
  });

  test('elsewhere it is written at most every two seconds per dock, and only when it changed', () => {
    const captured = captureIo();
    const lines = openLiveLines({ io: captured.io, flags: FLAGS });
    for (const [ms, text] of [
      [0, '0%'],
      [500, '10%'],
      [2_000, '20%'],
      [4_100, '20%'],
      [4_200, '30%'],
    ] as const) {
      lines.show([{ key: 'a', text }], ms);
    }
    lines.clear();
    expect(captured.stderr()).toBe('0%\n20%\n30%\n');
  });
});
