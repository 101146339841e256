import type { AuditDraft } from '../evidence/audit-entry.ts';
import type { Sha256 } from '../evidence/digest.ts';
import type { UtcTime } from '../evidence/time.ts';

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

/** Adopted policies, and which unit goes by which. Nothing is ever removed. Errors: those of the catalogue. */
export interface PolicyShelf {
  adoptedPolicies(): Promise<readonly AdoptedPolicy[]>;
  adoptPolicy(policy: AdoptedPolicy, entry: AuditDraft): Promise<void>;
  /** Unit → policy id; the empty unit is everybody who is not named. */
  unitPolicies(): Promise<ReadonlyMap<string, string>>;
  setUnitPolicy(unit: string, policy: string, entry: AuditDraft): Promise<void>;
}
