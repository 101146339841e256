import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { ApprovalChange } from './approval-book.ts';

/** A policy as it was adopted; its text is what counts, whatever the file says later. */
export interface AdoptedPolicy {
  readonly policy: string;
  readonly version: number;
  /** Canonical JSON, `policyText`. */
  readonly text: string;
  readonly sha256: Sha256;
  readonly adoptedBy: string;
  readonly adoptedAt: UtcTime;
  /** By the retention clock; until then the one before it counts wherever it keeps longer. */
  readonly effectiveFrom: UtcTime;
  /** The approval of a second person, where it shortens; null where none was needed. */
  readonly approval: string | null;
}

/** By which policy a unit goes, from when on. The empty unit is everybody who is not named. */
export interface UnitAssignment {
  readonly unit: string;
  readonly policy: string;
  readonly assignedBy: string;
  readonly assignedAt: UtcTime;
  /** As for an adopted policy: until then the one before counts wherever it keeps longer. */
  readonly effectiveFrom: UtcTime;
  readonly approval: string | null;
}

/** The entry, and the approval that is carried out by it, in one transaction. */
export interface ShelfEntry {
  readonly entry: AuditDraft;
  readonly approval: ApprovalChange | null;
}

/**
 * Adopted policies, and which unit goes by which. Nothing is ever removed. Errors: `catalogue-busy` when somebody else
 * has adopted this version, or assigned this unit, meanwhile; those of the catalogue.
 */
export interface PolicyShelf {
  /** In the order of ids and versions. */
  adoptedPolicies(): Promise<readonly AdoptedPolicy[]>;
  adoptPolicy(policy: AdoptedPolicy, noted: ShelfEntry): Promise<void>;
  /** In the order of units, of each the oldest first. */
  unitAssignments(): Promise<readonly UnitAssignment[]>;
  assignUnit(assignment: UnitAssignment, noted: ShelfEntry): Promise<void>;
}
