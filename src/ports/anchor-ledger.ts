import type { Anchor, AnchorKind } from '../evidence/anchor.ts';
import type { AuditDraft } from '../evidence/audit-entry.ts';

/** The anchors that were taken; none is ever forgotten. Errors: as of the catalogue. */
export interface AnchorLedger {
  noteAnchor(anchor: Anchor, entry: AuditDraft): Promise<void>;
  /** The newest first, by the time at which they were outside. */
  anchors(kind: AnchorKind | null, limit: number): Promise<readonly Anchor[]>;
}
