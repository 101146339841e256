/** Commands about cases and holds, by their full name. */
export const HOLD_COMMAND_NAMES = [
  'case',
  'case add',
  'case change',
  'case conclude',
  'case close',
  'case reopen',
  'case show',
  'case list',
  'case link',
  'case remove-link',
  'hold',
  'hold place',
  'hold complain',
  'hold list',
  'hold show',
  'hold grounds',
  'hold release',
  'hold copy-made',
  'recording incident',
] as const;

export type HoldOptionName =
  | 'caseType'
  | 'cause'
  | 'party'
  | 'ofParty'
  | 'opened'
  | 'filePeriod'
  | 'whyChanged'
  | 'onDay'
  | 'asEvidence'
  | 'noEvidence'
  | 'afterCase'
  | 'holdRecording'
  | 'holdCase'
  | 'holdParty'
  | 'ground'
  | 'holdReason'
  | 'complaintText'
  | 'complaintAs'
  | 'incidentText'
  | 'holdState'
  | 'openCopies'
  | 'endedToo'
  | 'afterHold'
  | 'copyReference';

export type HoldArgumentName = 'caseNo' | 'linkedRecordings' | 'holdId' | 'incident';

export interface HoldHelpWords {
  readonly commands: Readonly<Record<(typeof HOLD_COMMAND_NAMES)[number], string>>;
  readonly options: Readonly<Record<HoldOptionName, string>>;
  readonly arguments: Readonly<Record<HoldArgumentName, string>>;
}
