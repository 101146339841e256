import type { Actor } from '../evidence/audit-entry.ts';
import type { DockMark, DockResult } from '../evidence/dock.ts';
import type { DockId, RecorderNo } from '../evidence/ids.ts';
import type { Medium } from '../evidence/medium.ts';
import type { DockContext } from '../ingest/dock-context.ts';
import type { CardCleaner } from '../ports/card-cleaner.ts';
import type { HoldGate } from '../ports/hold-gate.ts';
import type { ClearSettings } from './decide-clearing.ts';

/** Everything that clearing needs: what a dock has for reading, the hold gate, and the one port that has files removed. */
export interface ClearContext
  extends Pick<
    DockContext,
    'cards' | 'catalog' | 'vault' | 'mover' | 'clock' | 'log' | 'settings' | 'berths'
  > {
  readonly holds: HoldGate;
  readonly cleaner: CardCleaner;
  readonly clearing: ClearSettings;
}

/** A docked card, after its dock. */
export interface ClearSubject {
  readonly dock: DockId;
  readonly recorder: RecorderNo | null;
  /** Where it is mounted for reading. */
  readonly path: string;
  readonly result: DockResult | null;
  readonly marks: readonly DockMark[];
  /** What was docked; null when nobody told. */
  readonly medium: Medium | null;
}

export interface ClearOptions {
  readonly signal: AbortSignal;
  /** Aborted when the medium's visit is over. What was ordered is answered all the same. */
  readonly gone: AbortSignal;
  readonly actor: Actor;
  /**
   * Has the sealed copies of this dock's files probed that nobody has probed yet, as far as that can be done in a
   * bounded time: what is left then stays on the card. Never rejects for one that cannot be probed.
   */
  readonly probe: (dock: DockId, signal: AbortSignal) => Promise<void>;
  readonly onOrdered: () => void;
}
