import { describe, expect, test } from 'vitest';
import {
  addCase,
  changeCase,
  closeCase,
  concludeCase,
  NO_CASE_FACTS,
  reopenCase,
} from '../../src/cases/change-case.ts';
import { linkRecording, removeLink } from '../../src/cases/link-recordings.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import { caseFile, caseNo } from '../support/hold-facts.ts';
import { acting, person } from '../support/people.ts';

const by = acting(
  person('wang', { roles: ['custodian'] }),
  '2026-11-20T09:00:00.000Z' as UtcTime,
  'custodian',
);
const NO = '市监罚〔2026〕12号';
const day = (text: string) => text as CalendarDate;

describe('a case', () => {
  test('is entered open, with all that is known of it in its entry', () => {
    const facts = { ...NO_CASE_FACTS, enforcement: 'penalty', parties: ['王某'] } as const;
    const { before, after, entry } = addCase(caseNo(NO), facts, '立案', by);
    expect(before).toBeNull();
    expect(after).toMatchObject({ no: NO, state: 'open', closedOn: null, changedAt: by.at });
    expect(entry).toMatchObject({
      act: 'case.added',
      actor: { id: 'wang', role: 'custodian' },
      object: { kind: 'case', id: NO },
      reason: '立案',
      before: null,
      after: 'open',
      detail: { enforcement: 'penalty', parties: ['王某'], closedOn: null },
    });
  });

  test('is changed with what it was before, and not where nothing is different', () => {
    const file = caseFile(NO, { parties: ['王某'] });
    const change = changeCase(file, { parties: ['王某', '李某'], cause: null }, '补录当事人', by);
    expect(change?.entry).toMatchObject({
      reason: '补录当事人',
      detail: { parties: { before: ['王某'], after: ['王某', '李某'] } },
    });
    expect(Object.keys(change?.entry.detail ?? {})).toEqual(['parties']);
    expect(changeCase(file, { parties: ['王某'] }, '无', by)).toBeNull();
  });

  test('has another time after each change, also when the clock stands still', () => {
    const file = caseFile(NO, { changedAt: by.at });
    expect(changeCase(file, { cause: 'x' }, 'y', by)?.after.changedAt).toBe('2026-11-20T09:00:00.001Z');
  });

  test('concluded is not closed', () => {
    const change = concludeCase(caseFile(NO), day('2026-11-01'), null, by);
    expect(change?.after).toMatchObject({ state: 'open', concludedOn: '2026-11-01', closedOn: null });
  });

  test('edge case 6: closed twice, the later day counts, whichever is said first', () => {
    const once = closeCase(caseFile(NO), day('2026-10-01'), null, by)?.after ?? caseFile('x');
    expect(once).toMatchObject({ state: 'closed', closedOn: '2026-10-01' });
    expect(closeCase(once, day('2026-11-01'), null, by)?.after.closedOn).toBe('2026-11-01');
    expect(closeCase(once, day('2026-09-01'), null, by)).toBeNull();
  });

  test('edge case 6: reopened it is open and keeps the day of its last closing, which a new one cannot go before', () => {
    const closed = caseFile(NO, { state: 'closed', closedOn: day('2026-10-01') });
    const { after, entry } = reopenCase(closed, '申诉', by);
    expect(after).toMatchObject({ state: 'open', closedOn: '2026-10-01' });
    expect(entry).toMatchObject({ before: 'closed', after: 'open', reason: '申诉' });
    expect(closeCase(after, day('2026-09-01'), null, by)?.after).toMatchObject({
      state: 'closed',
      closedOn: '2026-10-01',
    });
    expect(() => reopenCase(caseFile(NO), 'x', by)).toThrow(
      expect.objectContaining({ code: 'state-differs' }),
    );
  });

  test.each([
    ['a closing to come', () => closeCase(caseFile(NO), day('2026-11-21'), null, by)],
    [
      'a closing to come behind one that was',
      () => closeCase(caseFile(NO, { closedOn: day('2026-11-01') }), day('2027-01-01'), null, by),
    ],
    [
      'a closing before the opening',
      () => closeCase(caseFile(NO, { openedOn: day('2026-11-02') }), day('2026-11-01'), null, by),
    ],
    ['a conclusion to come', () => concludeCase(caseFile(NO), day('2026-12-01'), null, by)],
    ['a party twice', () => changeCase(caseFile(NO), { parties: ['王某', '王某'] }, 'x', by)],
    [
      'a file kept as long as itself',
      () => changeCase(caseFile(NO), { filePeriod: { kind: 'case-file' } }, 'x', by),
    ],
    [
      'more parties than fit',
      () =>
        changeCase(caseFile(NO), { parties: Array.from({ length: 51 }, (_, each) => String(each)) }, 'x', by),
    ],
  ])('refuses %s', (_, decide) => {
    expect(decide).toThrow(expect.objectContaining({ code: 'case-invalid' }));
  });
});

describe('a link', () => {
  const link = {
    case: caseNo(NO),
    recording: 'BC240001-20261118T163000-0123456789ab' as RecordingId,
    isEvidence: true,
  };

  test('is made once, and corrected where it is no evidence', () => {
    expect(linkRecording(null, link, null, by)?.entry).toMatchObject({
      act: 'case.linked',
      before: null,
      after: 'evidence',
      detail: { recording: link.recording },
    });
    expect(linkRecording(link, link, null, by)).toBeNull();
    expect(linkRecording(link, { ...link, isEvidence: false }, '非证据', by)?.entry).toMatchObject({
      before: 'evidence',
      after: 'linked',
    });
  });

  test('is not made less than evidence without a reason', () => {
    const less = { ...link, isEvidence: false };
    expect(() => linkRecording(link, less, null, by)).toThrow(
      expect.objectContaining({ code: 'text-required' }),
    );
    expect(linkRecording(less, link, null, by)?.entry.after).toBe('evidence');
  });

  test('is taken back with a reason', () => {
    expect(removeLink(link, '误关联', by).entry).toMatchObject({
      act: 'case.unlinked',
      reason: '误关联',
      before: 'evidence',
      after: null,
    });
  });
});
