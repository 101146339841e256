import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Case, CaseNo } from '../evidence/case.ts';
import type { RecordingId } from '../evidence/ids.ts';

export interface CaseChange {
  /** Null for a new case. */
  readonly before: Case | null;
  readonly after: Case;
  readonly entry: AuditDraft;
}

export interface CaseLink {
  readonly case: CaseNo;
  readonly recording: RecordingId;
  readonly isEvidence: boolean;
}

/**
 * Cases and what is linked to them, as far as keeping depends on it. Errors: `case-known`, `case-unknown`,
 * `recording-unknown`, `catalogue-busy` when somebody else has changed the row meanwhile, and those of the catalogue.
 * Nothing here takes a recording out of a hold: `state-differs` for a link or a party by which one lies on it. Nothing
 * brings one under a hold once it is being destroyed: `being-destroyed`.
 */
export interface CaseBook {
  caseOf(no: CaseNo): Promise<Case | null>;
  /** In the order of numbers. */
  cases(after: CaseNo | null, limit: number): Promise<readonly Case[]>;
  casesOfParty(party: string, limit: number): Promise<readonly Case[]>;
  keepCase(change: CaseChange): Promise<void>;
  linksOf(recording: RecordingId): Promise<readonly CaseLink[]>;
  linked(no: CaseNo, after: RecordingId | null, limit: number): Promise<readonly CaseLink[]>;
  /** Links, or changes what an existing link says. */
  link(link: CaseLink, entry: AuditDraft): Promise<void>;
  removeLink(link: CaseLink, entry: AuditDraft): Promise<void>;
}
