/** Months, or what a person reads in the regulation instead of a number; null where it says nothing. */
type Kept = number | 'for-ever' | null;

/** A gap of the regulation, and what this bureau decides there. */
export interface Filled {
  readonly rule: `${string}.${string}`;
  readonly value: string;
}

export interface Bureau {
  /** Of the shipped policy. */
  readonly id: string;
  readonly fills: readonly Filled[];
  /** The month of the demo in which the bureau adopts that what is over is proposed for destruction; null: never. */
  readonly proposesFrom: number | null;
  /** Of a hold that is placed by a person and stays. */
  readonly ground: string;
  /** How long each class is kept, as a person reads it in regulation and fills: the demo's own check knows no other. */
  readonly kept: Readonly<Record<'patrol' | 'evidence' | 'case' | 'permit' | 'default', Kept>>;
}

const fill = (rule: Filled['rule'], value: string): Filled => ({ rule, value });
/** What the archive of the demo says of most case files. */
const FILE = fill('retention.caseFile', '10 years');
const URGENT = 'mass-incident-emergency';

export const BUREAUS: readonly Bureau[] = [
  {
    id: 'default',
    fills: [],
    proposesFrom: 0,
    ground: URGENT,
    kept: { patrol: 6, evidence: null, case: 24, permit: 24, default: 24 },
  },
  {
    id: 'zhongyang',
    fills: [FILE],
    proposesFrom: 0,
    ground: URGENT,
    kept: { patrol: 24, evidence: 120, case: 24, permit: 24, default: 24 },
  },
  {
    id: 'zhuzhou',
    fills: [
      fill('retention.case', '2 years'),
      fill('retention.permit', '2 years'),
      fill('retention.default', '1 year'),
      FILE,
    ],
    proposesFrom: 12,
    ground: URGENT,
    kept: { patrol: 6, evidence: 120, case: 24, permit: 24, default: 12 },
  },
  {
    id: 'cele',
    fills: [],
    proposesFrom: null,
    ground: 'court-execution',
    kept: {
      patrol: 'for-ever',
      evidence: 'for-ever',
      case: 'for-ever',
      permit: 'for-ever',
      default: 'for-ever',
    },
  },
  {
    id: 'wenshang',
    fills: [
      fill('retention.case', '2 years'),
      fill('retention.permit', '2 years'),
      fill('retention.default', '2 years'),
      FILE,
    ],
    proposesFrom: null,
    ground: URGENT,
    kept: { patrol: 6, evidence: 120, case: 24, permit: 24, default: 24 },
  },
  {
    id: 'sanming',
    fills: [
      fill('retention.patrol', '1 year'),
      fill('retention.evidence', 'case-file'),
      fill('retention.case', '2 years'),
      fill('retention.permit', '3 years'),
      fill('retention.default', '2 years'),
      FILE,
      fill('hold.approver', 'deputy-head'),
    ],
    proposesFrom: 14,
    ground: 'litigation-prone',
    kept: { patrol: 12, evidence: 120, case: 24, permit: 36, default: 24 },
  },
];

/** The policy that a bureau goes by: the shipped one, or its own file that inherits from it. */
export function policyIdOf({ id, fills }: Bureau): string {
  return fills.length === 0 ? id : `${id}-bureau`;
}

/**
 * The bureau's own file: it inherits the regulation and fills in what that leaves open.
 * @param more what a later version says besides.
 */
export function ownPolicyFile(bureau: Bureau, agency: string, version: number, more: readonly Filled[]) {
  const sections = Map.groupBy([...bureau.fills, ...more], ({ rule }) => rule.split('.')[0] ?? '');
  const lines = [...sections].flatMap(([section, rules]) => [
    `${section}:`,
    ...rules.flatMap(({ rule, value }) => [
      `  ${rule.split('.')[1]}:`,
      `    value: ${value}`,
      '    clauses: []',
      '    sentence: null',
      '    note: 由本局确定',
    ]),
  ]);
  const id = policyIdOf(bureau);
  const head = [
    `policy: ${id}`,
    `version: ${version}`,
    `agency: ${agency}`,
    'zone: Asia/Shanghai',
    `inherits: ${bureau.id}`,
  ];
  return { name: `${id}.yaml`, text: `${[...head, ...lines].join('\n')}\n` };
}
