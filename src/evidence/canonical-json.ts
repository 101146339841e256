import { assert } from './assert.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Deeper nesting than this is not evidence but an attack on the reader. */
const DEPTH_LIMIT = 32;

/**
 * RFC 8785 (JSON Canonicalization Scheme): sorted keys, no white space, one spelling for every value.
 * Only safe integers are taken as numbers, because two programs may print a fraction differently.
 * @throws SealdockError `defect` for fractions, lone surrogates and nesting deeper than 32.
 */
export function canonicalJson(value: Json): string {
  return write(value, 0);
}

/** True when the text is exactly what `canonicalJson` would write for its own value. */
export function isCanonicalJson(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text) as Json) === text;
  } catch {
    return false;
  }
}

function write(value: Json, depth: number): string {
  assert(depth <= DEPTH_LIMIT, `canonical JSON nests at most ${DEPTH_LIMIT} deep`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), `canonical JSON takes whole numbers only, not ${value}`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') {
    assert(value.isWellFormed(), 'canonical JSON takes well-formed Unicode only');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item: Json) => write(item, depth + 1)).join(',')}]`;
  const fields = value as { readonly [key: string]: Json };
  const keys = Object.keys(fields).sort(byUtf16);
  return `{${keys.map((key) => `${write(key, depth)}:${write(fields[key] as Json, depth + 1)}`).join(',')}}`;
}

/** RFC 8785, 3.2.3: keys are sorted by UTF-16 code units, which is how JavaScript compares strings. */
function byUtf16(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
