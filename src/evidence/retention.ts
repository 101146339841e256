import type { CalendarDate } from './calendar-date.ts';
import type { OfficerNo, RecorderNo, RecordingId } from './ids.ts';
import type { Mark } from './marks.ts';
import type { Period } from './period.ts';
import type { UtcTime } from './time.ts';

/**
 * What a recording is kept as. The regulations name patrol and evidence; the others are what is left of a case, a
 * licence, and of nothing that anybody has named yet.
 */
export const RETENTION_CLASSES = ['patrol', 'evidence', 'case', 'permit', 'unclassified'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** How a case stands to its recordings. A concluded case is still open: its file is not closed. */
export interface CaseStanding {
  readonly no: string;
  readonly enforcement: string | null;
  readonly state: 'open' | 'closed';
  /** The last day on which its file was closed; null while it never was. */
  readonly closedOn: CalendarDate | null;
  /** The period of this very file (永久, 30 年, 10 年), where its archive says one; else the policy's. */
  readonly filePeriod: Period | null;
  /** Whether the recording was linked to it as evidence. */
  readonly isEvidence: boolean;
}

export interface HoldStanding {
  readonly id: string;
  readonly ground: string;
  /** What it lies on: the recording itself, its case, a party, a list fixed at its time. */
  readonly through: 'recording' | 'case' | 'party' | 'list';
  /** Proposed holds block like placed ones until somebody has decided. */
  readonly state: 'proposed' | 'placed' | 'release-requested';
  readonly since: UtcTime;
}

/** All that keeping a recording depends on; nothing else is asked. */
export interface KeepingFacts {
  readonly recording: RecordingId;
  /** Whose unit says which policy it goes by. */
  readonly recorder: RecorderNo;
  readonly officer: OfficerNo | null;
  readonly recordedAt: UtcTime;
  readonly sealedAt: UtcTime;
  readonly marks: readonly Mark[];
  /** A logged decision on when it was really recorded, where the recorder's clock was wrong. */
  readonly correctedDay: CalendarDate | null;
  /** The newest decision of a person on its class. */
  readonly classByPerson: RetentionClass | null;
  readonly cases: readonly CaseStanding[];
  readonly holds: readonly HoldStanding[];
  /** When the last of those holds was released whose release starts the periods again; null for none. */
  readonly restartedAt: UtcTime | null;
}

export type KeepUntil =
  /** The last day on which it is kept; it is due from the next day on. */
  { readonly kind: 'day'; readonly day: CalendarDate } | { readonly kind: 'for-ever' };

/** Why a rule gives no day. */
export const NO_DAY_CAUSES = [
  'rule-says-for-ever',
  'policy-is-silent', // the regulation names no period: the bureau must decide
  'case-open',
  'no-case', // evidence whose case nobody has linked yet
] as const;
export type NoDayCause = (typeof NO_DAY_CAUSES)[number];

/** One thing that keeps a recording. The longest wins; all of them are told. */
export type KeepReason = RuleReason | CaseOpenReason | HoldReason | NoPolicyReason;

export interface RuleReason {
  readonly kind: 'class' | 'floor' | 'case-file';
  readonly name: RetentionClass | 'floor';
  /** Which case, for a case file. */
  readonly caseNo: string | null;
  readonly clauses: readonly string[];
  readonly sentence: string | null;
  readonly period: Period | null;
  readonly base: CalendarDate | null;
  readonly keep: KeepUntil;
  /** Null when it gives a day. */
  readonly cause: NoDayCause | null;
}

export interface CaseOpenReason {
  readonly kind: 'case-open';
  readonly caseNo: string;
  readonly keep: KeepUntil;
}

export interface HoldReason {
  readonly kind: 'hold';
  readonly hold: HoldStanding;
  readonly keep: KeepUntil;
}

/** Its policy has never been adopted: nothing says how long it is kept, and it is never due. */
export interface NoPolicyReason {
  readonly kind: 'no-policy';
  readonly policy: string;
  readonly keep: KeepUntil;
}

/** From which day the periods run, and why that one. */
export interface BaseDay {
  readonly day: CalendarDate;
  readonly from: 'recorded' | 'sealed' | 'corrected' | 'released';
  /** Why the recorder's own day is not believed; null when it is, or was corrected. */
  readonly doubt: 'implausible' | 'after-seal' | 'long-before-seal' | null;
}

export interface Keeping {
  readonly recording: RecordingId;
  readonly class: RetentionClass;
  readonly classFrom: 'person' | 'evidence-link' | 'case-link' | 'permit-link' | 'nothing';
  readonly base: BaseDay;
  /** Without any hold: what counts again when the last one is released. */
  readonly keep: KeepUntil;
  readonly isHeld: boolean;
  readonly reasons: readonly KeepReason[];
}

/**
 * Destroying is considered only from the day after the last one, and never while anything holds.
 * @param today by the retention clock, in the policy's zone.
 */
export function isDue({ keep, isHeld }: Pick<Keeping, 'keep' | 'isHeld'>, today: CalendarDate): boolean {
  return !isHeld && keep.kind === 'day' && today > keep.day;
}

export function longerOf(one: KeepUntil, other: KeepUntil): KeepUntil {
  if (one.kind === 'for-ever' || other.kind === 'for-ever') return { kind: 'for-ever' };
  return one.day >= other.day ? one : other;
}
