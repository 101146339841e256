import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { periodText } from '../../src/evidence/period.ts';
import type { KeepingFacts } from '../../src/evidence/retention.ts';
import { RULE_PATHS, type Rule } from '../../src/retention/policy.ts';
import { clauses } from '../rules/clause-tests.ts';
import { caseOf, dateOf, FOR_EVER, keeping, until } from './keeping-facts.ts';
import { shippedPolicy, shippedPolicyFiles } from './shipped-policies.ts';

const AGENCIES = ['zhongyang', 'zhuzhou', 'cele', 'wenshang', 'sanming'] as const;
type Agency = (typeof AGENCIES)[number];
const CODES: Readonly<Record<string, Agency>> = {
  ZY: 'zhongyang',
  ZZ: 'zhuzhou',
  CL: 'cele',
  WS: 'wenshang',
  SM: 'sanming',
};

/** The value of one rule, as its file writes it. */
function values(section: string, rule: string): Readonly<Record<Agency, unknown>> {
  return Object.fromEntries(
    AGENCIES.map((agency) => [agency, plain(ruleOf(agency, section, rule).value)]),
  ) as Record<Agency, unknown>;
}

function ruleOf(agency: string, section: string, rule: string): Rule<unknown> {
  const policy = shippedPolicy(agency) as unknown as Record<string, Record<string, Rule<unknown>>>;
  return policy[section]?.[rule] as Rule<unknown>;
}

function plain(value: unknown): unknown {
  const isPeriod = typeof value === 'object' && value !== null && 'kind' in value;
  return isPeriod ? periodText(value as Parameters<typeof periodText>[0]) : value;
}

const row = (zhongyang: unknown, zhuzhou: unknown, cele: unknown, wenshang: unknown, sanming: unknown) => ({
  zhongyang,
  zhuzhou,
  cele,
  wenshang,
  sanming,
});

const one = (role: string, kind = 'decision') => ({ role, kind });

describe('the five policies say what the regulations say:', () => {
  test('C7 C8 ZY-19.1 ZZ-42.1 CL-22.2d WS-11.2 SM-7.1 patrol', () => {
    expect(values('retention', 'patrol')).toEqual(row('2 years', '6 months', 'for-ever', '6 months', null));
  });

  test('C6 ZY-19.1 CL-22.2d SM-7.1 everything that nothing else is said of', () => {
    expect(values('retention', 'default')).toEqual(row('2 years', null, 'for-ever', null, null));
  });

  test('C9 ZY-19.2 ZY-18.3 ZZ-42.2 CL-23b WS-11.3 SM-7.1 evidence', () => {
    expect(values('retention', 'evidence')).toEqual(
      row('case-file', 'case-file', 'for-ever', 'case-file', null),
    );
  });

  test('C9 ZY-18.2 ZZ-42.1 WS-11.1 no regulation says how long a case file is kept', () => {
    expect(values('retention', 'caseFile')).toEqual(row(null, null, 'for-ever', null, null));
    expect(ruleOf('default', 'retention', 'caseFile').value).toBeNull();
  });

  test('C8 ZY-19.1d CL-22.2d what happens when it is due', () => {
    expect(values('retention', 'onExpiry')).toEqual(
      row('propose-destruction', 'review', 'keep', 'review', 'review'),
    );
  });

  test('C10 ZY-19.1h ZY-12 ZZ-43.1 ZZ-43.2 ZZ-43.3 ZZ-43.4 ZZ-45 CL-11.x CL-20 CL-28.2 WS-12.1 WS-12.2 WS-12.3 WS-12.4 WS-13 SM-7.2 grounds of holds', () => {
    const clausesOf = (agency: Agency) =>
      shippedPolicy(agency).hold.grounds.value?.map(
        ({ clause, needsText }) => clause + (needsText ? '+' : ''),
      );
    expect(Object.fromEntries(AGENCIES.map((agency) => [agency, clausesOf(agency)]))).toEqual(
      row(
        ['ZY-19.1h+', 'ZY-12', 'ZY-12', 'ZY-12'],
        ['ZZ-43.1', 'ZZ-43.2', 'ZZ-43.3', 'ZZ-43.4+', 'ZZ-45'],
        ['CL-11.x', 'CL-20', 'CL-28.2'],
        ['WS-12.1', 'WS-12.2', 'WS-12.3', 'WS-12.4+', 'WS-13'],
        ['SM-7.2'],
      ),
    );
  });

  test('C10 ZY-19.1h who approves a hold', () => {
    expect(values('hold', 'approver')).toEqual(row('deputy-head', 'none', 'none', 'none', null));
  });

  test('C12 ZZ-43.0 WS-12.0 a copy on disc or removable media', () => {
    expect(values('hold', 'offlineCopy')).toEqual(row(false, true, false, true, false));
  });

  test('C12 ZY-18.3 ZZ-31.2 ZZ-43.0 CL-23b WS-12.0 evidence on disc', () => {
    expect(values('evidence', 'disc')).toEqual(
      row('always', 'lien-service-and-holds', 'always', 'holds', 'never'),
    );
  });

  test('C1 ZY-16.1 ZZ-37.1 ZZ-37.2 CL-22.2a WS-10 the deadline of an upload', () => {
    expect(values('upload', 'soft')).toEqual(row(null, 'end-of-workday', null, null, null));
    expect(values('upload', 'hard')).toEqual(
      row({ hours: 24 }, { workingDays: 2 }, { hours: 24 }, 'end-of-workday', null),
    );
  });

  test('C3 ZY-16.2 CL-22.3 its exceptions', () => {
    expect(values('upload', 'exceptions')).toEqual(
      row(
        ['continuous-work', 'off-site', 'poor-transport'],
        [],
        ['continuous-work', 'off-site', 'remote', 'poor-transport'],
        [],
        [],
      ),
    );
  });

  test('C13 ZY-20.2a ZZ-47 WS-15 SM-31.2 who approves viewing', () => {
    expect(values('access', 'view')).toEqual(
      row([one('agency-head')], [one('agency-head')], null, null, [
        one('unit-head', 'opinion'),
        one('agency-head'),
      ]),
    );
  });

  test("C15 ZY-20.2a ZZ-44.1 CL-24 SM-31.1 SM-31.2 who approves a party's copy", () => {
    expect(values('access', 'partyCopy')).toEqual(
      row([one('agency-head')], [one('agency-head')], [one('unit-head')], null, [
        one('unit-head', 'opinion'),
        one('agency-head'),
      ]),
    );
    expect(values('access', 'permit')).toEqual(row(null, null, null, null, [one('agency-head')]));
  });

  test('C14 ZY-20.1 supervision needs no approval', () => {
    expect(values('access', 'supervisionExempt')).toEqual(row(true, false, null, false, null));
  });

  test('C17 ZZ-46 WS-14 who gives footage to a court', () => {
    expect(values('export', 'court')).toEqual(
      row(null, [one('unit-head', 'opinion'), one('legal-affairs')], null, [one('legal-affairs')], null),
    );
  });

  test('C18 ZZ-48 CL-22.2c WS-16 SM-9 what has to be written on a recording', () => {
    const six = ['unit', 'recorder', 'officers', 'time', 'party', 'cause'];
    expect(values('labels', 'required')).toEqual(
      row(null, six, ['case', 'party', 'undertaker'], six, ['party', 'place', 'source']),
    );
  });

  test('C21 ZY-13.1 ZZ-50 CL-13.1a CL-13.1b WS-18 SM-25 what is told to those present', () => {
    const three = ['penalty', 'measure', 'questioning'];
    expect(values('notice', 'requiredFor')).toEqual(row(['all'], three, ['all'], three, ['inspection']));
    expect(values('notice', 'openingStatement')).toEqual(row(null, null, true, null, null));
  });

  test('C20 ZY-15.2 CL-13.2b an interruption', () => {
    expect(values('interruption', 'reportTo')).toEqual(row('unit-head', null, 'unit-head', null, null));
    expect(values('interruption', 'urgency')).toEqual(row('promptly', null, 'immediately', null, null));
  });

  test('C25 ZY-18.1 ZZ-39 CL-22.1 SM-20 when a file is made', () => {
    expect(values('case', 'filingDays')).toEqual(row(30, 30, 30, null, null));
    expect(values('case', 'permitFilingDays')).toEqual(row(15, null, null, null, null));
    expect(values('case', 'platformEntryDays')).toEqual(row(null, null, null, null, 5));
  });

  test('C26 ZZ-12 how many officers', () => {
    expect(values('officer', 'minCount')).toEqual(row(null, 2, null, null, null));
  });

  test('C27 CL-21.2 WS-20.1 who is told of a fault', () => {
    expect(values('recorder', 'faultReportTo')).toEqual(row(null, null, 'custodian', 'general-office', null));
  });

  test('C28 ZZ-53.1 ZZ-53.2 WS-21.1 WS-22 SM-30.2 reviews', () => {
    expect(values('review', 'schedule')).toEqual(
      row(null, 'periodic', null, 'periodic-and-appraisal', 'yearly-december'),
    );
  });

  test('C29 ZY-3 ZZ-2 CL-2 WS-2 SM-2 what each applies to', () => {
    const kinds = values('case', 'enforcement') as Record<Agency, readonly string[]>;
    expect(kinds.sanming).not.toContain('licence');
    expect(kinds.zhongyang).toEqual(['licence', 'penalty', 'coercion', 'inspection']);
  });

  test('C11 C31 where all are silent, two persons release and three destroy', () => {
    for (const agency of [...AGENCIES, 'default']) {
      expect(shippedPolicy(agency).hold.release.value).toHaveLength(1); // whoever asks is the other person
      expect(ruleOf(agency, 'destruction', 'steps').value).toEqual([
        one('legal-affairs', 'opinion'),
        one('agency-head'),
      ]);
    }
  });
});

describe('the same recording, patrol of 31 August 2026, under each of them:', () => {
  const kept = (agency: Agency, more: Partial<KeepingFacts>) => keeping(more, shippedPolicy(agency)).keep;
  const patrol = { classByPerson: 'patrol' } as const;

  test('ZY-19.1 ZZ-42.1 CL-22.2d WS-11.2 SM-7.1 patrol', () => {
    expect(Object.fromEntries(AGENCIES.map((agency) => [agency, kept(agency, patrol)]))).toEqual(
      row(until('2028-08-31'), until('2027-02-28'), FOR_EVER, until('2027-02-28'), FOR_EVER),
    );
  });

  test('ZY-19.1 CL-22.2d what nobody has classed', () => {
    expect(Object.fromEntries(AGENCIES.map((agency) => [agency, kept(agency, {})]))).toEqual(
      row(until('2028-08-31'), FOR_EVER, FOR_EVER, FOR_EVER, FOR_EVER),
    );
  });

  test('C9 ZY-19.2 ZZ-42.2 WS-11.3 evidence follows a file whose archive says ten years, and else is never due', () => {
    const closed = { isEvidence: true, state: 'closed', closedOn: dateOf('2027-01-31') } as const;
    const ten = { cases: [caseOf({ ...closed, filePeriod: { kind: 'months', months: 120 } })] };
    expect(Object.fromEntries(AGENCIES.map((agency) => [agency, kept(agency, ten)]))).toEqual(
      row(until('2037-01-31'), until('2037-01-31'), FOR_EVER, until('2037-01-31'), FOR_EVER),
    );
    const silent = { cases: [caseOf(closed)] };
    for (const agency of AGENCIES) expect(kept(agency, silent)).toEqual(FOR_EVER);
  });
});

describe('every shipped file', () => {
  test.each(AGENCIES)('%s writes every rule of the schema out, with clauses, sentence and note', (agency) => {
    const file = shippedPolicyFiles().find(({ name }) => name === `${agency}.yaml`);
    const written = parseDocument(file?.text ?? '').toJS() as Record<string, Record<string, object>>;
    for (const [section, rule] of RULE_PATHS) {
      expect(Object.keys(written[section]?.[rule] ?? {}), `${section}.${rule}`).toEqual([
        'value',
        'clauses',
        'sentence',
        'note',
      ]);
    }
  });

  test('names clauses that there are, and quotes its sentences from the articles of those clauses', () => {
    const known = new Set(clauses().map(({ id }) => id));
    for (const { policy, where, cited, sentence } of quotations()) {
      expect(
        cited.filter((id) => !known.has(id)),
        `${policy}: ${where}`,
      ).toEqual([]);
      if (sentence === null) continue;
      expect(
        cited.some((id) => articleOf(id).includes(sentence)),
        `${policy}: ${where}: ${sentence}`,
      ).toBe(true);
    }
  });

  test('says why where it has a value that no clause gives', () => {
    for (const { policy, where, cited, note } of quotations()) {
      if (cited.length === 0) expect(note, `${policy}: ${where}`).not.toBeNull();
    }
  });
});

interface Quotation {
  readonly policy: string;
  readonly where: string;
  readonly cited: readonly string[];
  readonly sentence: string | null;
  readonly note: string | null;
}

function quotations(): readonly Quotation[] {
  return [...AGENCIES, 'default'].flatMap((policy) => [
    ...RULE_PATHS.map(([section, rule]) => {
      const { clauses: cited, sentence, note } = ruleOf(policy, section, rule);
      return { policy, where: `${section}.${rule}`, cited, sentence, note };
    }),
    ...(shippedPolicy(policy).hold.grounds.value ?? []).map(({ id, clause, sentence }) => ({
      policy,
      where: `ground ${id}`,
      cited: clause === null ? [] : [clause],
      sentence,
      note: null,
    })),
  ]);
}

/** The article that a clause id names, `ZY-19.1h` → 19, as the regulation publishes it. */
function articleOf(clause: string): string {
  const [, code, article] = /^([A-Z]{2})-(A|\d+)/.exec(clause) ?? [];
  return articles.get(`${CODES[code ?? '']} ${article}`) ?? '';
}

/** Only the articles that are cited; one line each, its number before a tab. */
const articles = new Map<string, string>(
  AGENCIES.flatMap((agency) =>
    readFileSync(new URL(`regulations/${agency}.txt`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => [`${agency} ${line.split('\t')[0]}`, line.split('\t')[1] ?? ''] as const),
  ),
);
