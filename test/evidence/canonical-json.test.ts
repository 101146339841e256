import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/evidence/canonical-json.ts';
import { canonicalJson, isCanonicalJson } from '../../src/evidence/canonical-json.ts';

/** Values without fractions: those are refused on purpose. */
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { noNullPrototype: true }),
  ),
})).value;

describe('canonical JSON', () => {
  test('sorts keys by UTF-16 code units, as RFC 8785, 3.2.3 shows', () => {
    const sorted = ['\r', '1', '\u0080', 'ö', '€', '😀', '\ufb33'];
    const value = Object.fromEntries(sorted.toReversed().map((key) => [key, 0]));
    const keys = [...canonicalJson(value).matchAll(/"((?:[^"\\]|\\.)*)":/g)].map((each) =>
      JSON.parse(`"${each[1]}"`),
    );
    expect(keys).toEqual(sorted);
  });

  test('writes strings and literals as RFC 8785, 3.2.2 shows', () => {
    const value = { string: '€$\u000f\nA\'B"\\\\"/', literals: [null, true, false] };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test('escapes control characters in their short form where there is one', () => {
    expect(canonicalJson('\b\t\n\f\r\u0000\u001f\u007f')).toBe('"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f"');
  });

  test('sorts keys at every depth, and keeps the order of lists', () => {
    expect(canonicalJson({ b: [3, 1, 2], a: { d: 1, c: [{ y: 1, x: 2 }] } })).toBe(
      '{"a":{"c":[{"x":2,"y":1}],"d":1},"b":[3,1,2]}',
    );
  });

  test('writes minus zero as zero', () => {
    expect(canonicalJson(-0)).toBe('0');
  });

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses %d, which is no safe integer',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'defect' }));
    },
  );

  test('refuses a lone surrogate, as a value and as a key', () => {
    expect(() => canonicalJson('\ud800')).toThrow(expect.objectContaining({ code: 'defect' }));
    expect(() => canonicalJson({ '\udc00': 1 })).toThrow(expect.objectContaining({ code: 'defect' }));
  });

  test('takes 32 levels of nesting and refuses 33', () => {
    const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(canonicalJson(nested(32))).toHaveLength(65);
    expect(() => canonicalJson(nested(33))).toThrow(expect.objectContaining({ code: 'defect' }));
  });

  test('says the same as any parser reads', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('has one spelling: writing what was read changes nothing', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
        expect(isCanonicalJson(text)).toBe(true);
      }),
    );
  });

  test('does not depend on the order in which keys were set', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.maxSafeInteger()), { selector: ([key]) => key });
    fc.assert(
      fc.property(entries, (pairs) => {
        const backwards = Object.fromEntries(pairs.toReversed());
        expect(canonicalJson(Object.fromEntries(pairs))).toBe(canonicalJson(backwards));
      }),
    );
  });

  test.each(['{"b":1,"a":2}', '{ "a":1}', '1.0', '"\\u0041"', '{"a":1,"a":1}', '[1,]', '', '-0', '1e2'])(
    'knows that %s is another spelling, or none',
    (text) => {
      expect(isCanonicalJson(text)).toBe(false);
    },
  );
});
