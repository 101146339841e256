import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const TESTS = new URL('..', import.meta.url).pathname;
const EDGE_CASES = 28;

/** Without a test of their own until object stores are supported: README, "What destroying is not". */
const LATER: Readonly<Record<number, string>> = {
  25: 'a delete without versionId on S3 is only a marker: object stores',
  26: 'an object lock that ends after our due date: object stores',
};

/** `edge case 4: …`, `edge case 16 and 17: …`, as a title of a test or of a group of them. */
function titled(): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(test|contract)\.ts$/.test(file),
  );
  for (const file of files) {
    const text = readFileSync(join(TESTS, file), 'utf8');
    for (const [, numbers = ''] of text.matchAll(/['"`]edge cases? (\d+(?:(?:, | and )\d+)*)[:,]/g)) {
      for (const number of numbers.match(/\d+/g) ?? []) {
        found.set(Number(number), [...(found.get(Number(number)) ?? []), file]);
      }
    }
  }
  return found;
}

test('each of the 28 edge cases of keeping and destroying has a test that names it, or its reason to wait', () => {
  const tests = titled();
  const all = Array.from({ length: EDGE_CASES }, (_, at) => at + 1);
  expect(all.filter((number) => !tests.has(number) && LATER[number] === undefined)).toEqual([]);
  expect([...tests.keys()].filter((number) => number < 1 || number > EDGE_CASES)).toEqual([]);
  // What has a test by now waits no longer.
  expect(Object.keys(LATER).filter((number) => tests.has(Number(number)))).toEqual([]);
});
