import type { OfficerFault, PersonState, Role } from '../evidence/staff.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** What can be wrong with the file of the first person. */
export type FirstFileProblem =
  | 'not-yaml'
  | 'too-long'
  | 'mapping'
  | 'unknown-key'
  | 'account'
  | 'text'
  | 'date';

/** Everything about people, their accounts and signing in. */
export interface StaffWords {
  readonly roles: Table<Role>;
  readonly states: Table<PersonState>;
  readonly officerFaults: Table<OfficerFault>;
  readonly problems: Table<FirstFileProblem>;

  readonly columns: Table<
    'account' | 'name' | 'unit' | 'roles' | 'certificate' | 'qualified' | 'state' | 'missing'
  >;
  readonly facts: Table<
    | 'account'
    | 'name'
    | 'certificate'
    | 'unit'
    | 'inPost'
    | 'qualified'
    | 'roles'
    | 'state'
    | 'created'
    | 'changed'
    | 'lockedUntil'
    | 'sessionUntil'
    | 'role'
  >;
  readonly span: (from: string, until: string) => string;
  readonly openSpan: (from: string) => string;
  readonly notQualified: string;
  readonly noStaff: string;

  /** Asked on a terminal. */
  readonly questions: Table<
    'account' | 'name' | 'unit' | 'certificate' | 'password' | 'currentPassword' | 'newPassword' | 'again'
  >;
  readonly notTheSame: string;
  readonly nothingDone: string;
  readonly passwordNeeded: string;
  readonly passwordLines: (lines: string) => string;
  readonly passwordSources: string;
  readonly fromNeeded: string;
  readonly aPasswordFile: (limit: string) => string;
  readonly aFirstFile: (limit: string) => string;

  readonly added: (account: string) => string;
  readonly firstAdded: (account: string, command: string) => string;
  readonly changed: (account: string) => string;
  readonly unchanged: (account: string) => string;
  readonly suspended: (account: string) => string;
  readonly resumed: (account: string) => string;
  readonly passwordSet: (account: string) => string;
  readonly passwordSetByOther: (account: string, command: string) => string;
  readonly signedIn: (name: string, roles: string, until: string) => string;
  readonly signedOut: string;
  readonly nobodySignedIn: string;
  readonly actsAs: (osUser: string) => string;
  readonly sessionOver: (osUser: string) => string;
  readonly officerFlagged: (name: string, faults: string) => string;
  readonly checkTitle: string;
  readonly noCustodian: string;
  readonly wornBy: (recorder: string, faults: string) => string;

  readonly anAccount: string;
  readonly aDate: string;
  readonly aText: (limit: string) => string;
  readonly rolesOrNone: string;
  readonly untilNeedsFrom: string;
}
