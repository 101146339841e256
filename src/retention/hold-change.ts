import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Hold } from '../evidence/hold.ts';
import type { ApprovalChange } from '../ports/approval-book.ts';
import type { HoldBook } from '../ports/hold-book.ts';

/** One hold as it shall stand, with what is asked or decided beside it: all of it or nothing. */
export interface HoldChange {
  /** Null for a new one. */
  readonly before: Hold | null;
  readonly after: Hold;
  readonly entry: AuditDraft;
  readonly approvals: readonly ApprovalChange[];
}

export async function keepHold(
  book: Pick<HoldBook, 'placeHold' | 'changeHold'>,
  { before, after, entry, approvals }: HoldChange,
): Promise<void> {
  if (before === null) await book.placeHold(after, entry, approvals);
  else await book.changeHold(before, after, entry, approvals);
}
