import { expect, test } from 'vitest';
import { RULE_PATHS } from '../../src/retention/policy.ts';
import { gapsOf } from '../../src/retention/policy-gaps.ts';
import { en } from '../../src/words/en.ts';
import { POLICY_RULE_NAMES } from '../../src/words/policy-words.ts';
import { shippedPolicy } from '../retention/shipped-policies.ts';

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
