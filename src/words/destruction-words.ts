import type { ClockDoubtKind } from '../evidence/clock-trust.ts';
import type { BatchState, DeferCause, DueKind, ItemState } from '../evidence/destruction.ts';

type Table<Key extends string> = Readonly<Record<Key, string>>;

/** Everything about what is due, and about ending it. */
export interface DestructionWords {
  readonly states: Table<BatchState>;
  readonly itemStates: Table<ItemState>;
  readonly causes: Table<DeferCause>;
  readonly dueKinds: Table<DueKind>;
  readonly clockDoubts: Table<ClockDoubtKind>;
  readonly columns: Table<
    | 'batch'
    | 'state'
    | 'policy'
    | 'recordings'
    | 'register'
    | 'changed'
    | 'place'
    | 'recording'
    | 'keepUntil'
    | 'class'
    | 'note'
    | 'size'
  >;
  readonly facts: Table<
    | 'batch'
    | 'state'
    | 'policy'
    | 'proposedBy'
    | 'approval'
    | 'steps'
    | 'executeAfter'
    | 'executedBy'
    | 'witnesses'
    | 'register'
    | 'list'
    | 'items'
    | 'folder'
    | 'signature'
    | 'destroyed'
    | 'others'
    | 'again'
    | 'tombstone'
    | 'clock'
  >;
  readonly noBatches: string;
  readonly nothingDue: string;
  readonly moreRows: (count: string) => string;
  readonly dueCounts: (kind: string, count: string) => string;
  readonly swept: (recordings: string, added: string, left: string) => string;
  readonly struck: (recording: string, batch: string, list: string) => string;
  readonly submitted: (batch: string, items: string, approval: string) => string;
  readonly coolsOff: (time: string) => string;
  readonly withdrawn: (batch: string) => string;
  readonly wouldGo: (items: string, size: string) => string;
  readonly wouldStay: (items: string, cause: string) => string;
  readonly onlyShown: (batch: string) => string;
  readonly executed: (destroyed: string, others: string, register: string) => string;
  readonly capped: (done: string) => string;
  readonly notDestroyed: (items: string, state: string) => string;
  readonly witnessPassword: (account: string) => string;
  readonly confirmDiffers: (batch: string) => string;
  readonly againEnds: Table<'held' | 'differs' | 'unreadable'>;
  readonly nothingReappeared: string;
  readonly wouldEndAgain: (recordings: string, held: string) => string;
  readonly againOnlyShown: string;
  readonly endedAgain: (recordings: string) => string;
  readonly registerUnknown: (register: string, batch: string, destroyed: string, listed: string) => string;
  readonly registerUnsigned: (register: string) => string;
  readonly noErasure: string;
  readonly restored: (recording: string) => string;
  readonly lost: (recording: string) => string;
  readonly clockConfirmed: (time: string) => string;
  readonly clockDoubted: (why: string, before: string, after: string) => string;
  readonly signatureGood: string;
  readonly signatureBad: string;
  readonly destroyedAt: (time: string, batch: string, register: string) => string;
  readonly byStep: (role: string, name: string) => string;
  readonly waitsFor: (role: string) => string;
  readonly aBatch: string;
  readonly aBatchState: string;
  readonly days: string;
}
