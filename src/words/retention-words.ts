import type { RetentionClass } from '../evidence/retention.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** Everything about how long a recording is kept, and why. */
export interface RetentionWords {
  readonly classes: Table<RetentionClass>;
  readonly classFrom: Table<'person' | 'evidence-link' | 'case-link' | 'permit-link' | 'nothing'>;
  readonly rules: Table<RetentionClass | 'floor'>;
  readonly baseFrom: Table<'recorded' | 'sealed' | 'corrected' | 'released'>;
  readonly doubts: Table<'implausible' | 'after-seal' | 'long-before-seal'>;
  readonly causes: Table<'rule-says-for-ever' | 'policy-is-silent' | 'case-open' | 'no-case'>;
  readonly throughs: Table<'recording' | 'case' | 'party' | 'list'>;
  readonly holdStates: Table<'proposed' | 'placed' | 'release-requested'>;

  readonly months: (count: string) => string;
  readonly years: (count: string) => string;
  readonly caseFile: string;
  readonly forEver: string;
  readonly periodOpen: string;

  readonly keptUntil: (day: string) => string;
  readonly keptForEver: string;
  readonly heldBesides: string;
  readonly dueSince: (day: string) => string;
  readonly notDue: (day: string) => string;
  readonly facts: Table<'recording' | 'class' | 'base' | 'policy' | 'unit' | 'asOf'>;
  readonly policyVersion: (id: string, version: string) => string;
  readonly policyNever: (id: string) => string;
  readonly policyWaits: (policy: string) => string;
  readonly noUnit: string;
  readonly withSource: (what: string, source: string) => string;
  readonly reasons: string;
  readonly othersTitle: string;
  readonly until: (day: string) => string;
  readonly fromDay: (period: string, day: string) => string;
  readonly ruleReason: (rule: string, period: string) => string;
  readonly fileReason: (rule: string, caseNo: string, period: string) => string;
  readonly caseOpenReason: (caseNo: string) => string;
  readonly holdReason: (id: string, ground: string, through: string, state: string, since: string) => string;
  readonly noPolicyReason: (policy: string) => string;
  readonly quoted: (clauses: string, sentence: string) => string;

  readonly classDecided: (recording: string, name: string) => string;
  readonly classTakenBack: (recording: string, name: string) => string;
  readonly dayDecided: (recording: string, day: string) => string;
  readonly dayTakenBack: (recording: string) => string;
  readonly asBefore: (recording: string) => string;

  readonly simulated: (day: string, recordings: string, due: string, held: string, forEver: string) => string;
  readonly columns: Table<'policy' | 'class' | 'month' | 'recordings' | 'recording' | 'keepUntil'>;
  readonly moreDue: (count: string) => string;

  readonly aClass: string;
  readonly idsAndClass: string;
  readonly dayOrClear: string;
  readonly classOrClear: string;
}
