import { expect, test } from 'vitest';
import { ENFORCEMENT_TYPES } from '../../src/evidence/case.ts';
import { POLICY_ROLES, RULE_PATHS } from '../../src/retention/policy.ts';
import { gapsOf } from '../../src/retention/policy-gaps.ts';
import { policyJsonSchema } from '../../src/retention/read-policies.ts';
import { en } from '../../src/words/en.ts';
import { POLICY_GROUND_NAMES } from '../../src/words/hold-words.ts';
import { POLICY_RULE_NAMES, POLICY_VALUE_NAMES } from '../../src/words/policy-words.ts';
import { shippedPolicy, shippedPolicyFiles } from '../retention/shipped-policies.ts';

test('every rule of the schema has its name, and no other has one', () => {
  expect([...POLICY_RULE_NAMES]).toEqual(RULE_PATHS.map((path) => path.join('.')));
});

test('every rule that blocks while it is open says what it means and what to decide', () => {
  const silent = structuredClone(shippedPolicy('default')) as unknown as Record<
    string,
    Record<string, { value: null }>
  >;
  for (const [section, rule] of RULE_PATHS) (silent[section]?.[rule] as { value: null }).value = null;
  const blocking = gapsOf(silent as never).filter(({ isBlocking }) => isBlocking);
  expect(blocking.map(({ rule }) => rule).toSorted()).toEqual(Object.keys(en.policy.openRules).toSorted());
});

test('every word that a rule can say has a name of its own, and no other has one', () => {
  const said = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { enum: options, const: only } = node as { enum?: unknown[]; const?: unknown };
    for (const each of [...(Array.isArray(options) ? options : []), only]) {
      if (typeof each === 'string') said.add(each);
    }
    for (const each of Object.values(node)) walk(each);
  };
  walk(policyJsonSchema());
  // Occasions of a notice are free words; these are the ones of the five bureaus.
  for (const word of ['all', 'measure', 'questioning']) said.add(word);
  for (const word of [...POLICY_ROLES, ...ENFORCEMENT_TYPES, 'opinion', 'decision']) said.delete(word);
  expect([...POLICY_VALUE_NAMES].toSorted()).toEqual([...said].toSorted());
});

test('every ground of a hold in the shipped policies has a name of its own, and no other has one', () => {
  const texts = shippedPolicyFiles().map(({ text }) => text);
  const ids = texts.flatMap((text) => [...text.matchAll(/\{ id: ([a-z-]+), clause: /g)].map(([, id]) => id));
  expect([...POLICY_GROUND_NAMES].toSorted()).toEqual([...new Set(ids)].toSorted());
});
