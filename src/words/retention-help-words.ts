/** Commands about policies and how long recordings are kept, by their full name. */
export const RETENTION_COMMAND_NAMES = [
  'retention',
  'retention explain',
  'retention simulate',
  'recording class',
  'recording day',
  'policy',
  'policy list',
  'policy check',
  'policy show',
  'policy diff',
  'policy adopt',
  'policy assign',
  'policy gaps',
] as const;

export type RetentionOptionName =
  | 'explainAt'
  | 'simulateAt'
  | 'simulatePolicy'
  | 'simulateCsv'
  | 'clearDecision'
  | 'everybody'
  | 'adopted'
  | 'differenceLimit'
  | 'onlyBlocking';

export type RetentionArgumentName =
  | 'idsAndClass'
  | 'trueDay'
  | 'policyId'
  | 'otherPolicy'
  | 'policyIds'
  | 'unitName';

export interface RetentionHelp {
  readonly commands: Readonly<Record<(typeof RETENTION_COMMAND_NAMES)[number], string>>;
  readonly options: Readonly<Record<RetentionOptionName, string>>;
  readonly arguments: Readonly<Record<RetentionArgumentName, string>>;
}
