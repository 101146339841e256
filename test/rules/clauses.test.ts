import { expect, test } from 'vitest';
import { clauses, titledTests } from './clause-tests.ts';

const known = clauses();
const tests = titledTests();

test('every clause that a title names is one of the five regulations', () => {
  const ids = new Set(known.map(({ id }) => id));
  const wrong = tests.flatMap(({ file, title, ids: named }) =>
    named.filter((id) => !ids.has(id)).map((id) => `${file}: ${id} in "${title}"`),
  );
  expect(wrong).toEqual([]);
});

const OF_ISSUE_4 = new Set(['RET', 'HLD', 'DST', 'APR', 'OFF', 'AUD', 'PRF']);

test('every clause about keeping, holds, destruction, approvals, people, log and policies has a test', () => {
  const proved = new Set(tests.flatMap(({ ids }) => ids));
  const asked = known.filter(({ features }) => features.some((feature) => OF_ISSUE_4.has(feature)));
  expect(asked.length).toBeGreaterThan(60);
  expect(asked.filter(({ id }) => !proved.has(id)).map(({ id, phrase }) => `${id} ${phrase}`)).toEqual([]);
});

test('there are 220 clauses, each once', () => {
  expect(known).toHaveLength(220);
  expect(new Set(known.map(({ id }) => id)).size).toBe(220);
});
