import { describe, expect, test } from 'vitest';
import { FINDING_KINDS } from '../../src/audit/findings.ts';
import { ERROR_CODES, ERROR_KINDS, type ErrorCode } from '../../src/evidence/errors.ts';
import { chooseLanguage } from '../../src/words/choose-language.ts';
import { en } from '../../src/words/en.ts';
import { errorText } from '../../src/words/error-text.ts';
import { FINDING_NAMES } from '../../src/words/finding-names.ts';
import { zh } from '../../src/words/zh.ts';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

describe('the catalogue', () => {
  test('has words for every error code and kind, and for none that does not exist', () => {
    for (const words of [en, zh]) {
      expect(Object.keys(words.errors).toSorted()).toEqual(CODES.toSorted());
      expect(Object.keys(words.kinds).toSorted()).toEqual(Object.keys(ERROR_KINDS).toSorted());
    }
  });

  test('has words for every finding, and for none that does not exist', () => {
    expect([...FINDING_NAMES].toSorted()).toEqual(Object.keys(FINDING_KINDS).toSorted());
  });

  test('leaves no text empty, in both languages with the same keys', () => {
    const [english, chinese] = [textsOf(en), textsOf(zh)];
    expect([...chinese.keys()]).toEqual([...english.keys()]);
    for (const [key, text] of [...english, ...chinese]) expect(text.trim(), key).not.toBe('');
  });

  test.each([
    ['mode 0444', '权限 0444'],
    ['the folder of a sealed recording', '音像记录的固化目录'],
    ['none', '无'],
    ['size 5, root 47DE+/=', '树大小 5，根哈希 47DE+/='],
    ['3 entries and none', '3 条，没有检查点'],
    ['2026/11/20/DSJ0001', '2026/11/20/DSJ0001'],
    ['"a  b\\n"', '"a  b\\n"'],
    ['toString', 'toString'],
  ])('says the phrase of a finding %j as %j, and leaves data', (english, chinese) => {
    expect(zh.findingFact(english)).toBe(chinese);
    expect(en.findingFact(english)).toBe(english);
  });

  test('names what a finding is about, and leaves ids and paths', () => {
    expect(zh.findingAbout('checkpoint, remembered head')).toBe('检查点、另存的检查点');
    expect(zh.findingAbout('entries 3-5')).toBe('第 3 至 5 号条目');
    expect(zh.findingAbout('2026/none')).toBe('2026/none');
  });

  test('is Chinese in Chinese, but for names of formats', () => {
    const latinOnly = [...textsOf(zh)].filter(
      ([, text]) => /[A-Za-z]{2}/.test(text) && !/\p{Script=Han}/u.test(text),
    );
    expect(latinOnly.map(([key]) => key).toSorted()).toEqual(
      ['.cli.facts.sha256', '.cli.facts.sm3', '.language'].toSorted(),
    );
  });
});

describe('error texts', () => {
  test('name the thing, and read well without one', () => {
    expect(errorText(en, 'recording-unknown', 'X-1')).toBe('The catalogue has no recording X-1');
    expect(errorText(en, 'recording-unknown', null)).toBe('The catalogue has no recording');
    expect(errorText(zh, 'card-gone', '/media/a')).toBe('存储卡已断开：/media/a');
    for (const code of CODES) {
      for (const words of [en, zh]) {
        expect(errorText(words, code, null)).not.toMatch(/[[\]{}]/);
        expect(errorText(words, code, 'THING')).toContain('THING');
      }
    }
  });

  test('show external text escaped, and never read it as a template', () => {
    expect(errorText(en, 'card-read-failed', 'a\x1b[2Jb{about}$&')).toContain('a\\x1b[2Jb{about}$&');
  });
});

describe('the language', () => {
  test.each([
    [{ flag: 'zh', env: { LANG: 'en_US.UTF-8' } }, 'zh'],
    [{ flag: 'en', configured: 'zh', env: {} }, 'en'],
    [{ configured: 'zh', env: { LANG: 'en_US.UTF-8' } }, 'zh'],
    [{ configured: 'auto', env: { LANG: 'zh_CN.UTF-8' } }, 'zh'],
    [{ env: { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' } }, 'en'],
    [{ env: { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'C' } }, 'zh'],
    [{ env: {} }, 'en'],
  ] as const)('%j is %s', (asked, language) => {
    expect(chooseLanguage(asked)).toBe(language);
  });
});

/** Every text by its place; functions are called with arguments that show. */
function textsOf(value: unknown, at = ''): Map<string, string> {
  if (typeof value === 'string') return new Map([[at, value]]);
  if (typeof value === 'function') {
    const lists = /choices|names/.test(String(value).split('=>')[0] ?? '') && !/tooMany/.test(at);
    return new Map([[at, String((value as (...given: unknown[]) => unknown)(lists ? ['a'] : 'a', 'b'))]]);
  }
  return new Map(
    Object.entries(value as object).flatMap(([key, inner]) => [...textsOf(inner, `${at}.${key}`)]),
  );
}
