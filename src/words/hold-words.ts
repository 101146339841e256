import type { BuiltInGround, HoldCause, HoldState } from '../evidence/hold.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** Everything about holds. */
export interface HoldWords {
  readonly states: Table<HoldState>;
  readonly causes: Table<HoldCause>;
  /** Grounds that no policy has named; those of a policy are shown by their id and clause. */
  readonly grounds: Table<BuiltInGround>;
  readonly groundOf: (ground: string, clause: string) => string;

  readonly onRecording: (recording: string) => string;
  readonly onCase: (no: string) => string;
  readonly onParty: (name: string) => string;
  readonly onList: (count: string, query: string) => string;

  readonly columns: Table<
    'hold' | 'on' | 'ground' | 'clause' | 'sentence' | 'state' | 'copy' | 'placedBy' | 'placedAt'
  >;
  readonly facts: Table<
    | 'hold'
    | 'holds'
    | 'on'
    | 'ground'
    | 'text'
    | 'state'
    | 'restarts'
    | 'copy'
    | 'placedBy'
    | 'placedAt'
    | 'releasedAt'
    | 'approval'
  >;
  readonly yes: string;
  readonly no: string;
  readonly copyOwed: string;
  readonly none: string;
  readonly noGrounds: string;
  readonly needsText: (sentence: string) => string;

  readonly placed: (id: string) => string;
  readonly proposed: (id: string) => string;
  readonly releaseAsked: (id: string) => string;
  readonly decideHint: (command: string) => string;
  readonly copyHint: (command: string) => string;
  readonly copyNoted: (id: string) => string;
  readonly stateNow: (id: string, state: string) => string;
  /** Below the plan of a card: what lies on a recording that stays. */
  readonly heldBy: (recording: string, holds: string) => string;

  /** Stands in a command where the person has to fill it in. */
  readonly aReference: string;
  readonly anId: string;
  readonly aGround: string;
  readonly oneTarget: string;
  readonly nothingFound: string;
}
