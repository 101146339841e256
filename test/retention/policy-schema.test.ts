import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { longerOf } from '../../src/evidence/retention.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import { judgeByOne } from '../../src/retention/judge-keeping.ts';
import { policyFileSchema } from '../../src/retention/policy.ts';
import {
  parsePolicyText,
  policyJsonSchema,
  policyText,
  readPolicies,
  readPolicyBeside,
} from '../../src/retention/read-policies.ts';
import { compareRules } from '../../src/retention/rule-changes.ts';
import { facts, until } from './keeping-facts.ts';
import { shippedPolicy, shippedPolicyFiles } from './shipped-policies.ts';

describe('config/policies/policy.schema.json', () => {
  test('is current; else: sh bin/sealdock --node test/retention/write-policy-schema.ts && npm run format', () => {
    const path = new URL('../../config/policies/policy.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(policyJsonSchema());
  });

  test('is named by the first line of every file, for editors', () => {
    for (const { name, text } of shippedPolicyFiles()) {
      expect(text.split('\n')[0], name).toBe('# yaml-language-server: $schema=./policy.schema.json');
    }
  });
});

const file = (name: string, text: string) => ({ name, text });
const DEFAULT = shippedPolicyFiles().find(({ name }) => name === 'default.yaml') ?? file('', '');

describe('a bureau’s own file', () => {
  const own = 'policy: own\nversion: 1\nzone: Asia/Shanghai\ninherits: default\n';

  test('ZZ-56 inherits every rule, and says only what is different', () => {
    const text = `${own}retention:\n  caseFile: { value: 30 years, clauses: [本局档案管理办法], sentence: 案卷保管三十年 }\n`;
    const policy = readPolicies([DEFAULT, file('own.yaml', text)]).get('own');
    expect(policy?.retention.caseFile).toMatchObject({ value: { kind: 'months', months: 360 } });
    expect(policy?.retention.patrol).toEqual(shippedPolicy('default').retention.patrol);
    expect(policy?.hold).toEqual(shippedPolicy('default').hold);
  });

  test('ZY-2 puts a law that provides otherwise in the place of one rule, and that law is the reason told', async () => {
    const zhongyang = shippedPolicyFiles().find(({ name }) => name === 'zhongyang.yaml') ?? file('', '');
    const law =
      'retention:\n  default: { value: 5 years, clauses: [某专门法第十条], sentence: 执法记录保存不少于五年 }\n';
    const text = `${own.replace('inherits: default', 'inherits: zhongyang')}${law}`;
    const policy = readPolicies([DEFAULT, zhongyang, file('own.yaml', text)]).get('own');
    if (policy === undefined) throw new Error('no policy');
    const of = async (by: typeof policy) => {
      const judge = await judgeByOne(by)('2026-12-01T00:00:00.000Z' as UtcTime);
      const { keep, reasons } = judge(facts({ recordedAt: '2026-09-01T04:00:00.000Z' as UtcTime })).keeping;
      const deciding = reasons.filter((each) => 'period' in each && longerOf(each.keep, keep) === each.keep);
      return { keep, clauses: deciding.flatMap((each) => ('clauses' in each ? each.clauses : [])) };
    };
    const measure = await of(shippedPolicy('zhongyang'));
    expect(measure).toMatchObject({ keep: until('2028-09-01') });
    expect(measure.clauses).toContain('ZY-19.1');
    const lawful = await of(policy);
    expect(lawful).toMatchObject({ keep: until('2031-09-01') });
    expect(lawful.clauses).toContain('某专门法第十条');
    expect(lawful.clauses).not.toContain('ZY-19.1');
    // All else is as the measure has it.
    expect(policy.destruction).toEqual(shippedPolicy('zhongyang').destruction);
    expect(compareRules(shippedPolicy('zhongyang'), policy)).toMatchObject([
      { rule: 'retention.default', effect: 'lengthens' },
    ]);
  });

  test.each([
    ['inherits from nobody', own.replace('default', 'nobody'), 'there is no such policy'],
    ['inherits from itself', own.replace('default', 'own'), 'in a circle'],
    ['names a rule that there is not', `${own}retention: { patrole: { value: 1 year } }\n`, 'patrole'],
    [
      'has a period of less than a month',
      `${own}retention: { patrol: { value: 0 months } }\n`,
      'must be such as',
    ],
    ['has a floor without an end', `${own}retention: { floor: { value: for-ever } }\n`, 'retention.floor'],
    [
      'keeps patrol with a case file',
      `${own}retention: { patrol: { value: case-file } }\n`,
      'retention.patrol',
    ],
    [
      'ends approval with an opinion',
      `${own}destruction: { steps: { value: [{ role: custodian, kind: opinion }] } }\n`,
      'the last step must be a decision',
    ],
  ])('that %s is refused, with file and problem', (_, text, problem) => {
    const read = () => readPolicies([DEFAULT, file('own.yaml', text)]);
    expect(read).toThrow(
      expect.objectContaining({ code: 'policies-invalid', about: expect.stringContaining(problem) }),
    );
    expect(read).toThrow(expect.objectContaining({ about: expect.stringContaining('own.yaml') }));
  });

  test('stands for the one of the same id in the folder when it is named by itself', () => {
    const text = DEFAULT.text.replace('patrol:\n    value: 6 months', 'patrol:\n    value: 9 months');
    const policy = readPolicyBeside(shippedPolicyFiles(), file('try.yaml', text));
    expect(policy.retention.patrol.value).toEqual({ kind: 'months', months: 9 });
    expect(policyFileSchema.shape.policy.safeParse(policy.policy).success).toBe(true);
  });

  test('is kept as text that says the same again', () => {
    for (const id of ['default', 'zhuzhou', 'cele']) {
      const policy = shippedPolicy(id);
      expect(parsePolicyText(policyText(policy), id)).toEqual(policy);
      expect(Buffer.byteLength(policyText(policy))).toBeLessThan(49_152);
    }
  });
});
