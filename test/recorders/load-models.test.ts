import { describe, expect, test } from 'vitest';
import { SealdockError } from '../../src/evidence/errors.ts';
import { compilePattern } from '../../src/recorders/compile-pattern.ts';
import { parseModels } from '../../src/recorders/load-models.ts';
import { NAME_GROUPS } from '../../src/recorders/model.ts';
import { SHIPPED_MODELS, shippedModel } from './shipped-models.ts';

const ROW = `id: test
name: { en: Test, zh: 测试 }
source: a test
verified: true
zone: Asia/Shanghai
match: {}
recorder: { from: given }
file: null
folders: { take: [Media] }
media: { mp4: video }
digest: null
containerTime: utc
`;

const problemsOf = (...texts: readonly string[]) => {
  try {
    parseModels(texts.map((text, index) => ({ name: `${index}.yaml`, text })));
  } catch (thrown) {
    if (thrown instanceof SealdockError) return [thrown.code, ...(thrown.about ?? '').split('\n')];
  }
  return [];
};

describe('recorder models', () => {
  test('ships six rows, each with its source', () => {
    expect(SHIPPED_MODELS.map((model) => model.id)).toEqual([
      'ambarella-a9',
      'camera-dcim',
      'dcam-1.14',
      'drop-folder',
      'gat947-style',
      'tecsar',
    ]);
  });

  test('says which layouts nobody has verified', () => {
    const unverified = SHIPPED_MODELS.filter((model) => !model.verified).map((model) => model.id);
    expect(unverified).toEqual(['ambarella-a9', 'gat947-style']);
  });

  test('gives the DCIM fallback the lowest score that recognises a card', () => {
    const most = (id: string) => {
      const { match } = shippedModel(id);
      const folders = Object.values(match.folders).reduce((sum, weight) => sum + weight, 0);
      return match.names + folders + (match.label?.weight ?? 0);
    };
    for (const id of ['dcam-1.14', 'gat947-style', 'ambarella-a9', 'tecsar']) {
      expect(most(id)).toBeGreaterThan(most('camera-dcim'));
    }
    expect(most('drop-folder')).toBe(0);
  });

  test('fills in what a row leaves out', () => {
    const [model] = parseModels([{ name: 'a.yaml', text: ROW }]);
    expect(model?.folders).toEqual({ take: ['Media'], never: [], important: [], elsewhere: 'unexpected' });
    expect(model?.match).toEqual({ names: 0, folders: {}, label: null });
  });

  test('tells all problems of all files at once, each with its line', () => {
    const first = ROW.replace('Asia/Shanghai', 'Asia/Peking').replace('digest: null', 'digest: sha1');
    const second = `${ROW}colour: blue\n`;
    const problems = problemsOf(first, second);
    expect(problems[0]).toBe('recorder-models-invalid');
    expect(problems).toHaveLength(4);
    expect(problems[1]).toMatch(/^0\.yaml:5: zone: is no time zone/);
    expect(problems[2]).toMatch(/^0\.yaml:11: digest: /);
    expect(problems[3]).toMatch(/^1\.yaml:13: .*colour/);
  });

  test.each([
    ['broken YAML', 'id: [', /^0\.yaml:1: /],
    ['nothing', '', /^0\.yaml:1: /],
    ['a list', '- a\n- b\n', /^0\.yaml:1: /],
    ['a missing field', ROW.replace('verified: true\n', ''), /verified/],
    [
      'a group that is not on the list',
      withPattern('^(?<colour>a)$'),
      /^0\.yaml:8: file\.pattern: group "colour"/,
    ],
    ['a pattern that is none', withPattern('^(a$'), /^0\.yaml:8: file\.pattern: /],
    ['a pattern without an end', withPattern('^a'), /must begin with/],
    ['a label pattern that finds no number', withNumber("'^CAM$'"), /needs a group "recorder"/],
    ['a folder that climbs with backslashes', ROW.replace('[Media]', "['Media\\..']"), /folders\.take/],
    ['the same key twice', `${ROW}id: again\n`, /^0\.yaml:13: .*unique/],
    ['aliases that unfold', `${ROW.replace('{ mp4: video }', '&a { mp4: video }')}x: *a\n`, /^0\.yaml:1/],
    ['a file of a megabyte', `${ROW}#${'x'.repeat(1_000_000)}\n`, /longer than/],
  ])('refuses %s', (_what, text, problem) => {
    expect(problemsOf(text).slice(1).join('\n')).toMatch(problem);
  });

  test('refuses two rows with one id', () => {
    expect(problemsOf(ROW, ROW)[1]).toBe('the id "test" stands in more than one file');
  });
});

describe('name patterns', () => {
  test.each([
    '^(a+)+$',
    '^(a|a)*$',
    '^((a+))*$',
    '^(?:a{1,20}){1,20}$',
    '^(a*){8}$',
    '^(x(a|b))+$',
    '^([a-z]+_?)*$',
  ])('refuses %s, which can run away', (source) => {
    expect(compilePattern(source, NAME_GROUPS)).toMatch(/catastrophic/);
  });

  test('refuses repetitions that can share one long name in too many ways', () => {
    expect(compilePattern('^a*b{3,}[ab]+$', NAME_GROUPS)).toMatch(/more than 8000000 ways/);
    expect(compilePattern(`^${'a{1,20}'.repeat(6)}$`, NAME_GROUPS)).toMatch(/more than 8000000 ways/);
    expect(compilePattern('^a*b{3,}$', NAME_GROUPS)).toBeInstanceOf(RegExp);
  });

  test.each(['^(?<recorder>[A-Z]{3})?$', '^\\(a+\\)+$', '^[(|+]{2,4}$', '^(?:ab){3}$', '^(?:jpg|mp4)$'])(
    'takes %s, which cannot',
    (source) => {
      expect(compilePattern(source, NAME_GROUPS)).toBeInstanceOf(RegExp);
    },
  );

  const hostile = ['0', '_', 'A', '1', 'DCAM_', 'DSJ_0', '26', '\n', '证'].flatMap((unit) => [
    unit.repeat(255).slice(0, 255),
    `${unit.repeat(255).slice(0, 254)}!`,
  ]);

  test('none of the shipped patterns takes long over any name', () => {
    const started = performance.now();
    for (const { file, recorder, match } of SHIPPED_MODELS) {
      const label = recorder.from === 'label' ? recorder.pattern : null;
      for (const pattern of [file?.pattern, file?.folder, label, match.label?.pattern]) {
        for (const name of hostile) pattern?.test(name);
      }
    }
    // All of them take a second; one that runs away takes for ever.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

function withPattern(pattern: string): string {
  return ROW.replace('file: null', () => `file: { pattern: '${pattern}' }`);
}

function withNumber(pattern: string): string {
  return ROW.replace('{ from: given }', () => `{ from: label, pattern: ${pattern} }`);
}
