import type { ItemState } from '../evidence/destruction.ts';

/** What stands on a destruction register that is printed and signed. */
export interface PaperWords {
  readonly language: string;
  readonly title: string;
  readonly number: (no: string) => string;
  readonly heads: Readonly<
    Record<
      | 'bureau'
      | 'station'
      | 'batch'
      | 'period'
      | 'policy'
      | 'proposedBy'
      | 'appraisal'
      | 'executedBy'
      | 'witnesses'
      | 'started'
      | 'ended'
      | 'destroyed'
      | 'listSha256'
      | 'key'
      | 'checkpoint',
      string
    >
  >;
  /** In the order of the columns. */
  readonly columns: Readonly<
    Record<
      | 'place'
      | 'recording'
      | 'recorder'
      | 'officer'
      | 'recordedAt'
      | 'cases'
      | 'period'
      | 'keepUntil'
      | 'sha256'
      | 'result'
      | 'note',
      string
    >
  >;
  readonly destroyedPart: (count: string) => string;
  readonly othersPart: (count: string) => string;
  readonly noOthers: string;
  readonly states: Readonly<Record<ItemState, string>>;
  readonly classes: Readonly<Record<string, string>>;
  readonly causes: Readonly<Record<string, string>>;
  readonly months: (count: number) => string;
  readonly caseFile: string;
  readonly amount: (count: string, bytes: string) => string;
  readonly signatures: readonly string[];
  readonly signHere: string;
  readonly date: string;
  readonly listSeparator: string;
  readonly none: string;
  /** Unlinking is no erasure on flash memory (TRUST 2.3, 28). */
  readonly caveat: string;
}
