import type { ApprovalDecision, ApprovalKind, ApprovalState, ApprovalStep } from '../evidence/approval.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** Everything about requests and what is decided on them. */
export interface ApprovalWords {
  readonly kinds: Table<ApprovalKind>;
  readonly states: Table<ApprovalState>;
  readonly stepKinds: Table<ApprovalStep['kind']>;
  readonly decisions: Table<ApprovalDecision['decision']>;

  readonly columns: Table<
    | 'request'
    | 'kind'
    | 'subject'
    | 'requestedBy'
    | 'requestedAt'
    | 'state'
    | 'waitsFor'
    | 'step'
    | 'role'
    | 'what'
    | 'decision'
    | 'by'
  >;
  readonly facts: Table<
    'request' | 'kind' | 'subject' | 'requestedBy' | 'requestedAt' | 'reason' | 'state' | 'digest'
  >;
  readonly none: string;
  readonly steps: string;
  /** Above and below what is decided on. */
  readonly contentBegins: string;
  readonly contentEnds: string;
  /** Names of what is decided on. */
  readonly content: Table<
    | 'adopt'
    | 'text'
    | 'assign'
    | 'replaces'
    | 'delayDays'
    | 'batch'
    | 'period'
    | 'policy'
    | 'items'
    | 'coolingOffDays'
    | 'list'
  >;
  readonly listHint: (command: string) => string;
  readonly verbatimHint: (command: string) => string;
  readonly decideHint: (command: string) => string;
  readonly reasonPlaceholder: string;
  readonly decided: (step: string, decision: string, state: string) => string;
  readonly withdrawn: (id: string) => string;

  readonly anId: string;
  readonly aDigest: string;
  readonly aReason: (limit: string) => string;
  readonly oneDecision: string;
}
