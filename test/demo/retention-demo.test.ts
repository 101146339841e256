import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { wordsIn } from '../../src/words/choose-language.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { BUREAUS, type Bureau } from './retention/bureaus.ts';
import { type Clip, FIRST_CARD } from './retention/footage.ts';
import { OwnLedger } from './retention/own-ledger.ts';
import { runBureau } from './retention/run-bureau.ts';
import { openVoice } from './retention/say.ts';

const bureau = BUREAUS.find(({ id }) => id === 'default') as Bureau;
const clip = (key: string): Clip => FIRST_CARD.find((each) => each.key === key) as Clip;

describe('npm run demo:retention', () => {
  let place: string;
  beforeEach(() => {
    place = makePlace('retention');
  });
  afterEach(() => removeFolder(place));

  test('lets patrols end after six months, keeps the rest, and finds that everything holds', async () => {
    const lines: string[] = [];
    const voice = openVoice(wordsIn('en'), (line) => lines.push(line));
    expect(await runBureau(bureau, place, 8, voice)).toBe(true);
    const said = lines.join('\n');
    expect(said).toMatch(/^patrol +P4 +1 +destroyed 2027-03 +Patrol: 6 months \(ZZ-42\.1, WS-11\.2\)$/m);
    expect(said).toMatch(/^patrol +P1 +1 +destroyed 2027-04 .*; struck out on 2027-03-02$/m);
    expect(said).toMatch(/^patrol +P2 +1 +kept +hold: objection-complaint-petition \(ZZ-43\.1\)$/m);
    expect(said).toMatch(/^case +C1 C2 C3 +3 +kept +not yet due: Case, until 2028-08-31/m);
    expect(said).toContain('✓ openssl: 2 destruction registers');
    expect(said).not.toContain('✗');
  });
});

describe("the demo's own check", () => {
  const ledger = () => {
    const made = new OwnLedger(bureau);
    made.docked(FIRST_CARD);
    made.proposesFrom = '2026-08-31';
    return made;
  };
  const faultsAfter = (act: (of: OwnLedger) => void) => {
    const made = ledger();
    act(made);
    return made.faults;
  };

  test('counts calendar months, clamped at the end of a shorter one', () => {
    expect(ledger().lastDay(clip('P1'))).toBe('2027-02-28');
    expect(ledger().lastDay({ ...clip('P1'), day: '2028-02-29' })).toBe('2028-08-29');
  });

  test('finds what was destroyed on its last day, and nothing a day later', () => {
    expect(faultsAfter((of) => of.gone('P1', '2027-02-28'))).toHaveLength(1);
    expect(faultsAfter((of) => of.gone('P1', '2027-03-01'))).toEqual([]);
  });

  test('finds what was destroyed while it was held, or its case was open', () => {
    const held = faultsAfter((of) => {
      of.held('P1');
      of.gone('P1', '2027-03-01');
    });
    expect(held).toEqual([expect.stringContaining('it was held')]);
    expect(faultsAfter((of) => of.gone('C2', '2029-01-01'))).toEqual([
      expect.stringContaining('nothing lets it end'),
    ]);
  });

  test('finds what was destroyed before the bureau let anything be destroyed', () => {
    const early = faultsAfter((of) => {
      of.proposesFrom = '2027-06-01';
      of.gone('P1', '2027-05-31');
    });
    expect(early).toEqual([expect.stringContaining('before the bureau')]);
  });

  test('finds what stays although nothing keeps it', () => {
    expect(faultsAfter((of) => of.settle('2027-06-01'))).toEqual(
      ['P1', 'P2', 'P3', 'P4'].map((key) => expect.stringContaining(`${key}: still there`)),
    );
    expect(faultsAfter((of) => of.settle('2027-03-02'))).toEqual([]);
  });
});
