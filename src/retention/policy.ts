import { z } from 'zod';
import { ENFORCEMENT_TYPES } from '../evidence/case.ts';
import { FOR_EVER, type Period, parsePeriod, periodText } from '../evidence/period.ts';
import { isZone } from '../evidence/time.ts';

const line = z.string().min(1).max(400);
const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens');
const days = z.int().min(0).max(3_650);

const PERIOD_FORM = 'must be such as "6 months", "2 years", case-file or for-ever';
const period = z.codec(
  z.string().refine((text) => parsePeriod(text) !== null, PERIOD_FORM),
  z.custom<Period>((value) => typeof value === 'object' && value !== null && 'kind' in value),
  { decode: (text) => parsePeriod(text) ?? FOR_EVER, encode: periodText },
);

/** Who acts in a step; the ids of `evidence/staff`, in the words of RULES 9. */
export const POLICY_ROLES = [
  'officer',
  'custodian',
  'unit-head',
  'legal-affairs',
  'deputy-head',
  'agency-head',
  'general-office',
  'discipline-committee',
] as const;
const role = z.enum(POLICY_ROLES);
const steps = z
  .array(z.strictObject({ role, kind: z.enum(['opinion', 'decision']) }))
  .min(1)
  .max(6);

/**
 * A value with where it comes from. `value: null` says that the regulation is silent: nothing happens by it, and the
 * bureau is told what it has to decide.
 */
function ruled<Value extends z.ZodType>(value: Value) {
  return z.strictObject({
    value: value.nullable(),
    /** Clause ids of RULES, or a bureau's own document. */
    clauses: z.array(line).max(12).default([]),
    /** The sentence itself. */
    sentence: line.nullable().default(null),
    /** What somebody who reads the file should know, such as why a value was chosen. */
    note: line.nullable().default(null),
  });
}

/** A duration or an instant of the day by which something is due; issue of the deadlines, kept as the regulation says it. */
const due = z.union([
  z.strictObject({ hours: z.int().min(1).max(8_760) }),
  z.strictObject({ workingDays: z.int().min(1).max(60) }),
  z.literal('end-of-workday'),
]);

export const GROUND_LIMIT = 20;

const retention = z.strictObject({
  /** 日常巡查 */
  patrol: ruled(period),
  evidence: ruled(period),
  /** Linked to a case, and no evidence in it. */
  case: ruled(period),
  permit: ruled(period),
  /** Everything that nothing else is said of. */
  default: ruled(period),
  /** How long the file of a case is kept from its closing. No regulation states it (RULES C9). */
  caseFile: ruled(period),
  /** No recording is kept shorter, whatever else is said. */
  floor: ruled(period),
  onExpiry: ruled(z.enum(['propose-destruction', 'review', 'keep'])),
  /**
   * A recording that is older at its sealing than this many days has a recorder's clock that is not believed: its
   * periods run from the sealing until a person has decided on its day (TRUST 2.3, 11).
   */
  believeClockDays: ruled(z.int().min(1).max(3_650)),
  /** Ahead of the due day, who must act is warned. */
  warnDays: ruled(days),
});
const hold = z.strictObject({
  grounds: ruled(
    z
      .array(
        z.strictObject({
          id,
          clause: line.nullable().default(null),
          sentence: line,
          /** Somebody has to say in words what is meant. */
          needsText: z.boolean().default(false),
          /** When such a hold is released, the period starts again. */
          restarts: z.boolean().default(false),
        }),
      )
      .min(1)
      .max(GROUND_LIMIT),
  ),
  /** Who approves a hold that was placed; `none` where the regulation asks for nobody. */
  approver: ruled(z.union([role, z.literal('none')])),
  /** At least two persons and a reason (RULES C11). */
  release: ruled(steps),
  offlineCopy: ruled(z.boolean()),
});
const destruction = z.strictObject({
  /** After the proposer; all of them different persons (RULES C31). */
  steps: ruled(steps),
  batch: ruled(z.enum(['month', 'quarter', 'year'])),
  coolingOffDays: ruled(days),
  capPerRun: ruled(z.int().min(1).max(1_000_000)),
  /** Destruction waits while the newest proof outside the machine is older; null asks for none. */
  anchorMaxDays: ruled(z.int().min(1).max(365)),
});
const change = z.strictObject({
  /** Before a shorter period takes effect, after a second person has approved it. */
  shortenDelayDays: ruled(days),
});
const evidence = z.strictObject({
  disc: ruled(z.enum(['always', 'lien-service-and-holds', 'holds', 'never'])),
  /** What has to be written beside a recording that is used as evidence (RULES C19). */
  note: ruled(
    z
      .array(z.enum(['method', 'time', 'place', 'maker', 'collector', 'object-of-proof', 'transcript']))
      .min(1)
      .max(7),
  ),
});
const upload = z.strictObject({
  soft: ruled(due),
  hard: ruled(due),
  startsFrom: ruled(z.enum(['recording-end', 'workday-end', 'last-file-of-shift'])),
  exceptions: ruled(z.array(z.enum(['continuous-work', 'off-site', 'remote', 'poor-transport'])).max(4)),
  exceptionHours: ruled(z.int().min(1).max(8_760)),
});
const access = z.strictObject({
  view: ruled(steps),
  partyCopy: ruled(steps),
  /** To view or copy the file of a licence, where that is different from the others. */
  permit: ruled(steps),
  supervisionExempt: ruled(z.boolean()),
  handledBy: ruled(role),
  registerFields: ruled(
    z
      .array(z.enum(['viewer', 'copier', 'approver', 'time', 'reason']))
      .min(1)
      .max(5),
  ),
});
const exporting = z.strictObject({ court: ruled(steps), retainCopy: ruled(z.boolean()) });
const labels = z.strictObject({
  required: ruled(
    z
      .array(
        z.enum([
          'unit',
          'recorder',
          'officers',
          'time',
          'party',
          'cause',
          'case',
          'undertaker',
          'place',
          'source',
        ]),
      )
      .max(10),
  ),
});
const notice = z.strictObject({
  requiredFor: ruled(z.array(id).max(10)),
  openingStatement: ruled(z.boolean()),
});
const interruption = z.strictObject({
  reportTo: ruled(role),
  urgency: ruled(z.enum(['immediately', 'promptly'])),
});
const cases = z.strictObject({
  /** What the regulation applies to (RULES C29). */
  enforcement: ruled(z.array(z.enum(ENFORCEMENT_TYPES)).min(1).max(ENFORCEMENT_TYPES.length)),
  filingDays: ruled(days),
  permitFilingDays: ruled(days),
  platformEntryDays: ruled(days),
});
const officer = z.strictObject({
  minCount: ruled(z.int().min(1).max(10)),
  required: ruled(z.array(z.enum(['in-post', 'qualified', 'provincial-examination'])).max(3)),
});
const recorder = z.strictObject({ faultReportTo: ruled(role) });
const review = z.strictObject({
  schedule: ruled(z.enum(['periodic', 'periodic-and-appraisal', 'yearly-december'])),
  by: ruled(z.array(role).min(1).max(4)),
});

const SECTIONS = {
  retention,
  hold,
  destruction,
  change,
  evidence,
  upload,
  access,
  export: exporting,
  labels,
  notice,
  interruption,
  case: cases,
  officer,
  recorder,
  review,
} as const;

/** With `inherits`, a file says only what is different. */
const PARTS = {
  retention: retention.partial().optional(),
  hold: hold.partial().optional(),
  destruction: destruction.partial().optional(),
  change: change.partial().optional(),
  evidence: evidence.partial().optional(),
  upload: upload.partial().optional(),
  access: access.partial().optional(),
  export: exporting.partial().optional(),
  labels: labels.partial().optional(),
  notice: notice.partial().optional(),
  interruption: interruption.partial().optional(),
  case: cases.partial().optional(),
  officer: officer.partial().optional(),
  recorder: recorder.partial().optional(),
  review: review.partial().optional(),
} as const;

const head = {
  policy: id,
  version: z.int().min(1).max(9_999),
  agency: line.nullable().default(null),
  document: line.nullable().default(null),
  zone: z.string().refine(isZone, 'is no time zone that this machine knows'),
};

/** A file of `config/policies`, once what it inherits is filled in: every rule is there. */
export const policySchema = z.strictObject({ ...head, ...SECTIONS });

/** The file as it is written: with `inherits` it says only what is different. */
export const policyFileSchema = z.strictObject({ ...head, inherits: id.nullable().default(null), ...PARTS });

export type Policy = z.output<typeof policySchema>;
export type PolicyFile = z.output<typeof policyFileSchema>;

/** A rule, whatever its value is. */
export type Rule<Value> = {
  readonly value: Value | null;
  readonly clauses: readonly string[];
  readonly sentence: string | null;
  readonly note: string | null;
};

type Section = keyof typeof SECTIONS;

/** All places of rules, `retention.patrol`, in the order of the schema. */
export const RULE_PATHS: readonly (readonly [section: Section, rule: string])[] = Object.entries(
  SECTIONS,
).flatMap(([section, rules]) => Object.keys(rules.shape).map((rule) => [section as Section, rule] as const));
