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

test('there are 220 clauses, each once', () => {
  expect(known).toHaveLength(220);
  expect(new Set(known.map(({ id }) => id)).size).toBe(220);
});
