import type { ApprovalId, ApprovalKind, ApprovalRequest, ApprovalState } from '../evidence/approval.ts';
import type { AuditDraft } from '../evidence/audit-entry.ts';

/** One request as it shall stand from now on. What was asked for, and what was decided, never changes. */
export interface ApprovalChange {
  /** The row that this was made from; null for a request that is new. */
  readonly before: ApprovalRequest | null;
  readonly after: ApprovalRequest;
  readonly entry: AuditDraft;
}

export interface ApprovalQuery {
  readonly state: ApprovalState | null;
  readonly kind: ApprovalKind | null;
  readonly subject: ApprovalRequest['subject'] | null;
  /** Only what comes after this one, in the order of ids. */
  readonly after: ApprovalId | null;
  readonly limit: number;
}

/** Requests that wait for people, and what became of them. */
export interface ApprovalBook {
  approval(id: ApprovalId): Promise<ApprovalRequest | null>;
  /** The oldest first. */
  approvals(query: ApprovalQuery): Promise<readonly ApprovalRequest[]>;
  /** @throws SealdockError `catalogue-busy` when somebody else has changed the request meanwhile. */
  keepApproval(change: ApprovalChange): Promise<void>;
}
