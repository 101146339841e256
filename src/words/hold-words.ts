import type { BuiltInGround, HoldCause, HoldState } from '../evidence/hold.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** Grounds of the policies that come with the program; a test holds it beside them. */
export const POLICY_GROUND_NAMES = [
  'cause',
  'contentious',
  'court-execution',
  'litigation-prone',
  'mass-incident-emergency',
  'objection-complaint-petition',
  'obstruction-abuse-assault',
  'other-important',
  'reconsideration-litigation',
  'refusal',
] as const;

/** Everything about holds. */
export interface HoldWords {
  readonly states: Table<HoldState>;
  readonly causes: Table<HoldCause>;
  /** Of a bureau's own policy a ground is shown by its id. */
  readonly policyGrounds: Table<(typeof POLICY_GROUND_NAMES)[number]>;
  /** Grounds that no policy has named. */
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
