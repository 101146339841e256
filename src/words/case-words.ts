import type { Case, EnforcementType } from '../evidence/case.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** Everything about cases and what is linked to them. */
export interface CaseWords {
  readonly states: Table<Case['state']>;
  readonly enforcements: Table<EnforcementType>;
  readonly columns: Table<
    'no' | 'enforcement' | 'cause' | 'parties' | 'state' | 'closedOn' | 'recording' | 'evidence'
  >;
  readonly facts: Table<
    | 'no'
    | 'enforcement'
    | 'cause'
    | 'parties'
    | 'state'
    | 'openedOn'
    | 'concludedOn'
    | 'closedOn'
    | 'filePeriod'
    | 'changedAt'
    | 'cases'
  >;
  readonly yes: string;
  readonly no: string;
  readonly none: string;
  readonly noLinks: string;
  readonly asEvidence: (no: string) => string;

  readonly added: (no: string) => string;
  readonly changed: (no: string) => string;
  readonly unchanged: (no: string) => string;
  readonly concluded: (no: string, on: string) => string;
  readonly closed: (no: string, on: string) => string;
  readonly reopened: (no: string) => string;
  readonly linked: (count: string, no: string) => string;
  readonly linkRemoved: (recording: string, no: string) => string;

  readonly aNumber: (limit: string) => string;
  readonly aText: (limit: string) => string;
  readonly aPeriod: string;
  readonly heldByIt: string;
}
