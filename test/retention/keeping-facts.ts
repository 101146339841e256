import { type CalendarDate, openDayCache, parseCalendarDate } from '../../src/evidence/calendar-date.ts';
import type { RecorderNo, RecordingId } from '../../src/evidence/ids.ts';
import { type Period, parsePeriod } from '../../src/evidence/period.ts';
import type { CaseStanding, HoldStanding, Keeping, KeepingFacts } from '../../src/evidence/retention.ts';
import type { UtcTime } from '../../src/evidence/time.ts';
import { decideKeeping } from '../../src/retention/decide-keeping.ts';
import type { Policy, Rule } from '../../src/retention/policy.ts';

export const RECORDING = 'BC240001-20260831T093000-4f238a042431' as RecordingId;

export const dateOf = (text: string): CalendarDate => {
  const date = parseCalendarDate(text);
  if (date === null) throw new Error(`${text} is no day`);
  return date;
};

export function facts(more: Partial<KeepingFacts> = {}): KeepingFacts {
  return {
    recording: RECORDING,
    recorder: 'BC240001' as RecorderNo,
    officer: null,
    recordedAt: '2026-08-31T01:30:00.000Z' as UtcTime,
    sealedAt: '2026-08-31T10:00:00.000Z' as UtcTime,
    marks: [],
    correctedDay: null,
    classByPerson: null,
    cases: [],
    holds: [],
    restartedAt: null,
    ...more,
  };
}

export function caseOf(more: Partial<CaseStanding> = {}): CaseStanding {
  return {
    no: '市监罚〔2026〕12号',
    enforcement: 'penalty',
    state: 'open',
    closedOn: null,
    filePeriod: null,
    isEvidence: false,
    ...more,
  };
}

export function holdOf(more: Partial<HoldStanding> = {}): HoldStanding {
  return {
    id: 'hold-20261118T083000-0000aaaa',
    ground: 'objection',
    through: 'recording',
    state: 'placed',
    since: '2026-11-18T08:30:00.000Z' as UtcTime,
    ...more,
  };
}

export function rule<Value>(value: Value | null, clause = 'ZZ-42.1'): Rule<Value> {
  return { value, clauses: [clause], sentence: '日常巡查的声像资料保存期限不少于6个月', note: null };
}

export const periodOf = (text: string): Period => {
  const period = parsePeriod(text);
  if (period === null) throw new Error(`${text} is no period`);
  return period;
};

type Periods = Partial<
  Record<'patrol' | 'evidence' | 'case' | 'permit' | 'default' | 'caseFile' | 'floor', string | null>
>;

/** Patrol six months, everything else two years, evidence with its file of ten: what a test does not name. */
export function retentionOf(
  periods: Periods = {},
  believeClockDays: number | null = null,
): Pick<Policy, 'retention'> {
  const of = (name: keyof Periods, otherwise: string | null) => {
    const text = periods[name] === undefined ? otherwise : periods[name];
    return rule(text === null ? null : periodOf(text));
  };
  return {
    retention: {
      patrol: of('patrol', '6 months'),
      evidence: of('evidence', 'case-file'),
      case: of('case', '2 years'),
      permit: of('permit', '2 years'),
      default: of('default', '2 years'),
      caseFile: of('caseFile', '10 years'),
      floor: of('floor', '6 months'),
      onExpiry: rule<'propose-destruction' | 'review' | 'keep'>('propose-destruction'),
      believeClockDays: rule(believeClockDays),
      warnDays: rule(30),
    } as Policy['retention'],
  };
}

export function keeping(more: Partial<KeepingFacts> = {}, policy = retentionOf()): Keeping {
  return decideKeeping(facts(more), policy, openDayCache('Asia/Shanghai'));
}

export const until = (day: string) => ({ kind: 'day', day });
export const FOR_EVER = { kind: 'for-ever' };
