type Table<Key extends string> = Readonly<Record<Key, string>>;

/** Every rule of a policy, as its files write it; a test holds it beside the schema. */
export const POLICY_RULE_NAMES = [
  'retention.patrol',
  'retention.evidence',
  'retention.case',
  'retention.permit',
  'retention.default',
  'retention.caseFile',
  'retention.floor',
  'retention.onExpiry',
  'retention.believeClockDays',
  'retention.warnDays',
  'hold.grounds',
  'hold.approver',
  'hold.release',
  'hold.offlineCopy',
  'destruction.steps',
  'destruction.batch',
  'destruction.coolingOffDays',
  'destruction.capPerRun',
  'destruction.anchorMaxDays',
  'change.shortenDelayDays',
  'evidence.disc',
  'evidence.note',
  'upload.soft',
  'upload.hard',
  'upload.startsFrom',
  'upload.exceptions',
  'upload.exceptionHours',
  'access.view',
  'access.partyCopy',
  'access.permit',
  'access.supervisionExempt',
  'access.handledBy',
  'access.registerFields',
  'export.court',
  'export.retainCopy',
  'labels.required',
  'notice.requiredFor',
  'notice.openingStatement',
  'interruption.reportTo',
  'interruption.urgency',
  'case.enforcement',
  'case.filingDays',
  'case.permitFilingDays',
  'case.platformEntryDays',
  'officer.minCount',
  'officer.required',
  'recorder.faultReportTo',
  'review.schedule',
  'review.by',
] as const;
export type PolicyRuleName = (typeof POLICY_RULE_NAMES)[number];

/** Rules that keep something from being done while they are open. */
export type BlockingRule =
  | 'retention.patrol'
  | 'retention.evidence'
  | 'retention.case'
  | 'retention.permit'
  | 'retention.default'
  | 'retention.caseFile'
  | 'retention.onExpiry'
  | 'hold.grounds'
  | 'hold.approver'
  | 'hold.release'
  | 'destruction.steps'
  | 'destruction.batch'
  | 'destruction.coolingOffDays'
  | 'destruction.capPerRun'
  | 'change.shortenDelayDays';

/** What a rule can say in a word of its own; roles and kinds of enforcement have their own tables. A test holds it. */
export const POLICY_VALUE_NAMES = [
  'propose-destruction',
  'review',
  'keep',
  'none',
  'month',
  'quarter',
  'year',
  'always',
  'lien-service-and-holds',
  'holds',
  'never',
  'method',
  'time',
  'place',
  'maker',
  'collector',
  'object-of-proof',
  'transcript',
  'recording-end',
  'workday-end',
  'last-file-of-shift',
  'continuous-work',
  'off-site',
  'remote',
  'poor-transport',
  'viewer',
  'copier',
  'approver',
  'reason',
  'unit',
  'recorder',
  'officers',
  'party',
  'cause',
  'case',
  'undertaker',
  'source',
  'all',
  'measure',
  'questioning',
  'immediately',
  'promptly',
  'in-post',
  'qualified',
  'provincial-examination',
  'periodic',
  'periodic-and-appraisal',
  'yearly-december',
  'end-of-workday',
] as const;
export type PolicyValueName = (typeof POLICY_VALUE_NAMES)[number];

/** Everything about the bureaus' rules. */
export interface PolicyWords {
  readonly rules: Table<PolicyRuleName | 'zone'>;
  /** What it means that it is open, and what the bureau must decide. */
  readonly openRules: Table<BlockingRule>;
  readonly openOther: string;
  readonly values: Table<PolicyValueName>;
  readonly step: (role: string, kind: string) => string;
  readonly groundNeedsText: string;
  readonly groundRestarts: string;
  readonly hours: (count: string) => string;
  readonly workingDays: (count: string) => string;
  readonly effects: Table<'shortens' | 'lengthens' | 'other'>;
  readonly differences: Table<'sooner' | 'later' | 'never'>;
  readonly columns: Table<
    | 'policy'
    | 'agency'
    | 'file'
    | 'adopted'
    | 'state'
    | 'units'
    | 'rule'
    | 'value'
    | 'before'
    | 'after'
    | 'effect'
    | 'source'
    | 'recording'
    | 'class'
    | 'meaning'
    | 'blocks'
  >;
  readonly silent: string;
  readonly yes: string;
  readonly no: string;
  readonly held: string;
  readonly inForceSince: (version: string, day: string) => string;
  readonly waitsUntil: (version: string, day: string) => string;
  readonly neverAdopted: string;
  readonly named: (id: string, version: string) => string;
  /** Of a first version that waits. */
  readonly firstWaits: (version: string, day: string) => string;
  readonly nothingAdopted: string;
  readonly everybody: string;
  readonly noFile: string;
  readonly version: (number: string) => string;

  readonly sound: (count: string) => string;
  readonly sameRules: (one: string, other: string) => string;
  readonly sameAsAdopted: (policy: string) => string;
  readonly comparing: (one: string, other: string) => string;
  readonly ruleChanges: string;
  readonly difference: (all: string, sooner: string, later: string, never: string) => string;
  readonly dueAtOnce: (newlyDue: string, held: string) => string;
  readonly moreOfThem: (count: string) => string;
  readonly dryRun: string;
  readonly adoptedNow: (policy: string) => string;
  readonly adoptedLater: (policy: string, day: string) => string;
  readonly assignedNow: (unit: string, policy: string) => string;
  readonly assignedLater: (unit: string, policy: string, day: string) => string;
  readonly unitIsSo: (unit: string, policy: string) => string;
  readonly needsApproval: (request: string) => string;
  readonly approveHint: (command: string) => string;
  readonly thenHint: (command: string) => string;

  readonly gapsOf: (policy: string) => string;
  readonly noGaps: (policy: string) => string;
  readonly notAdoptedGap: (policy: string, command: string) => string;

  readonly aPolicyId: string;
  readonly unitOrEverybody: string;
}
