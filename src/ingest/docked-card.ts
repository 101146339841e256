import type { DockId, RecorderNo } from '../evidence/ids.ts';
import type { RegisteredRecorder } from '../evidence/registered-recorder.ts';
import type { Card } from '../ports/card.ts';
import type { RecorderModel } from '../recorders/model.ts';

/** A card whose recorder is known: the steps below take files from this and from nothing else. */
export interface DockedCard {
  readonly dock: DockId;
  readonly card: Card;
  readonly model: RecorderModel;
  readonly recorder: RecorderNo;
  readonly label: string | null;
  /** Null where whatever looks like a recorder's card is taken. */
  readonly registered: RegisteredRecorder | null;
}
