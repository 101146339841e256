import type { AuditAct } from '../evidence/audit-entry.ts';
import type { ClearEnd, ClearOutcome, ClearVeto, KeepReason } from '../evidence/clearing.ts';
import type { DifferenceKind } from '../evidence/difference.ts';
import type { DockMark, DockOrigin, DockResult, FileOutcome, LeftReason } from '../evidence/dock.ts';
import type { ErrorCode, ErrorKind } from '../evidence/errors.ts';
import type { Mark } from '../evidence/marks.ts';
import type { MediaType } from '../evidence/recording.ts';
import type { DockProgress, SlotState } from '../ports/status-board.ts';
import type { ApprovalWords } from './approval-words.ts';
import type { CaseWords } from './case-words.ts';
import type { CliWords } from './cli-words.ts';
import type { ConfigWords } from './config-words.ts';
import type { DestructionWords } from './destruction-words.ts';
import type { FindingName } from './finding-names.ts';
import type { HelpWords } from './help-words.ts';
import type { HoldWords } from './hold-words.ts';
import type { PolicyWords } from './policy-words.ts';
import type { RegisterWords } from './register-words.ts';
import type { RetentionWords } from './retention-words.ts';
import type { StaffWords } from './staff-words.ts';

export type Language = 'en' | 'zh';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/**
 * What went wrong, and what the person can do. `{about}` stands for the thing; a part in square brackets is left out
 * when there is none. What was expected and what was found are printed on lines of their own.
 */
export interface ErrorWords {
  readonly message: string;
  readonly hint: string;
}

/** Names of what the evidence speaks of: states, marks, acts. */
export interface EvidenceWords {
  readonly marks: Table<Mark>;
  readonly dockMarks: Table<DockMark>;
  readonly leftReasons: Table<LeftReason>;
  readonly dockResults: Table<DockResult>;
  /** What whoever stands at the dock should do next. */
  readonly nextSteps: Table<DockResult>;
  readonly outcomes: Table<FileOutcome['kind']>;
  readonly origins: Table<DockOrigin>;
  readonly phases: Table<DockProgress['phase']>;
  readonly slotStates: Table<SlotState>;
  readonly keepReasons: Table<KeepReason>;
  readonly clearVetoes: Table<ClearVeto>;
  readonly clearEnds: Table<ClearEnd>;
  readonly clearOutcomes: Table<ClearOutcome>;
  readonly acts: Table<AuditAct>;
  readonly differences: Table<DifferenceKind>;
  readonly mediaTypes: Table<MediaType>;
  readonly timeSources: Table<'name' | 'container' | 'file-system'>;
  readonly readBackFrom: Table<'medium' | 'cache'>;
}

/** Everything that is said to people, in one language. A missing key does not compile. */
export interface Words extends EvidenceWords {
  readonly language: Language;
  readonly errors: Readonly<Record<ErrorCode, ErrorWords>>;
  readonly kinds: Table<ErrorKind>;
  readonly findings: Table<FindingName>;
  /** What was expected and found stands in English in a finding, which is data; this is for people. */
  readonly findingFact: (text: string) => string;
  readonly findingAbout: (text: string) => string;
  readonly cli: CliWords;
  readonly help: HelpWords;
  readonly register: RegisterWords;
  readonly staff: StaffWords;
  readonly approval: ApprovalWords;
  readonly cases: CaseWords;
  readonly holds: HoldWords;
  readonly retention: RetentionWords;
  readonly policy: PolicyWords;
  readonly destruction: DestructionWords;
  readonly config: ConfigWords;
}
