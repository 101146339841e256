import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shown } from '../../src/words/shown.ts';

test.each([
  ['DSJ_0001.mp4', 'DSJ_0001.mp4'],
  ['执法记录 🎥.mp4', '执法记录 🎥.mp4'],
  ['two\nlines\tand\rreturn', 'two\\nlines\\tand\\rreturn'],
  ['\x1b]0;title\x07', '\\x1b]0;title\\x07'],
  ['\u009b31m', '\\x9b31m'],
  ['gpj.\u202e4pm', 'gpj.\\u{202e}4pm'],
  ['a\u200bb\u2060c\ufeffd', 'a\\u{200b}b\\u{2060}c\\u{feff}d'],
  ['\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  ['tag \u{e0041}', 'tag \\u{e0041}'],
  ['\u2028', '\\u{2028}'],
  ['lone \ud800', 'lone \\u{d800}'],
  ['filler \u3164', 'filler \\u{3164}'],
  ['back\\slash', 'back\\\\slash'],
])('%j is shown as %j', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test('no text leaves its line, and no two texts look the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(shown(a)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(shown(a) === shown(b)).toBe(a === b);
    }),
  );
});
