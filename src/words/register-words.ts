import type { AlertKind, RecorderState } from '../evidence/registered-recorder.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** What can be wrong with a table of recorders; the cell stands behind it. */
export type RegisterProblem =
  | 'encoding'
  | 'not-csv'
  | 'empty'
  | 'too-many-rows'
  | 'no-number-column'
  | 'unknown-column'
  | 'column-twice'
  | 'number-twice'
  | 'zeros-lost'
  | 'cell-count'
  | 'number'
  | 'model'
  | 'officer'
  | 'state'
  | 'time'
  | 'text'
  | 'serials'
  | 'earlier'
  | 'out-of-use';

/** Everything about the register of recorders. */
export interface RegisterWords {
  readonly states: Table<RecorderState>;
  readonly alerts: Table<AlertKind>;
  readonly problems: Table<RegisterProblem>;
  /** Where in the file it is. */
  readonly atLine: (line: string) => string;
  readonly atColumn: (line: string, column: string) => string;
  readonly andMoreProblems: string;

  readonly columns: Table<
    'state' | 'unit' | 'since' | 'until' | 'label' | 'serial' | 'known' | 'found' | 'alert'
  >;
  readonly facts: Table<
    | 'serials'
    | 'cards'
    | 'unit'
    | 'asset'
    | 'state'
    | 'note'
    | 'registered'
    | 'changed'
    | 'lastDock'
    | 'officer'
  >;
  readonly officerFrom: Table<'name' | 'assignment'>;
  readonly withSource: (officer: string, source: string) => string;
  readonly unattributed: string;
  readonly notRegistered: string;
  readonly withAlerts: (state: string, alerts: string) => string;
  readonly handOvers: string;
  readonly openAlerts: string;
  readonly refusedTitle: string;
  readonly refusedHint: (command: string) => string;
  /** Several recorders speak for it. */
  readonly doubtedHint: (command: string) => string;
  readonly confirmHint: (command: string) => string;

  readonly registered: (no: string) => string;
  readonly changed: (no: string) => string;
  readonly unchanged: (no: string) => string;
  readonly assigned: (no: string, officer: string, since: string) => string;
  readonly takenBack: (no: string, since: string) => string;
  readonly confirmed: (no: string) => string;
  readonly nothingToConfirm: (no: string) => string;
  readonly dockedAgain: (path: string) => string;
  readonly dockAgain: (command: string) => string;
  readonly cardSays: (number: string) => string;
  readonly imported: (added: string, changed: string, same: string) => string;
  readonly wouldImport: (added: string, changed: string, same: string) => string;

  /** Stands in a command where the person has to fill it in. */
  readonly aNumber: string;
  readonly aDock: string;
  readonly aRefusedDock: string;
  readonly anOfficer: string;
  readonly officerOrNobody: string;
  /** A recorder out of use is given to nobody. */
  readonly assignStoppedHint: (no: string) => string;
  readonly notBefore: (time: string) => string;
  readonly aText: (limit: string) => string;
  readonly aFile: (limit: string) => string;
}
