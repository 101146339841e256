import type { ApprovalDecision } from '../../evidence/approval.ts';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type { ItemState } from '../../evidence/destruction.ts';
import type { Sha256 } from '../../evidence/digest.ts';
import type { Role } from '../../evidence/staff.ts';
import type { UtcTime } from '../../evidence/time.ts';

export interface RegisterPerson {
  readonly staff: string | null;
  readonly name: string | null;
}

/** As `whyDue` writes it. */
export interface RegisterWhy {
  readonly class: string;
  readonly base: string;
  readonly reasons: readonly {
    readonly kind: string;
    readonly name: string;
    readonly clauses: readonly string[];
    readonly months: number | null;
    readonly until: string | null;
  }[];
}

export interface RegisterLine {
  readonly place: number;
  readonly recording: string;
  readonly recorder: string | null;
  readonly officer: string | null;
  readonly recordedAt: UtcTime;
  readonly cases: readonly { readonly no: string; readonly cause: string | null }[];
  readonly why: RegisterWhy;
  readonly keepUntil: CalendarDate;
  readonly sha256: Sha256;
  /** Of both ends, as its tombstone has it: with it a tombstone can be made again of this line. Null like `destroyedAt`. */
  readonly edgesSha256: Sha256 | null;
  readonly sizeBytes: number;
  readonly state: ItemState;
  readonly cause: string | null;
  /** Null for everything that was not destroyed. */
  readonly destroyedAt: UtcTime | null;
}

/** 销毁清册: the permanent record of a batch, `register.json` as canonical JSON. */
export interface Register {
  readonly v: 1;
  readonly kind: 'destruction-register';
  /** Gap-free over all registers of the station. */
  readonly register: number;
  readonly station: string;
  readonly bureau: string | null;
  readonly zone: string;
  readonly batch: string;
  readonly period: string;
  readonly policy: string;
  readonly policyVersion: number;
  readonly listSha256: Sha256;
  readonly approval: {
    readonly id: string;
    readonly contentSha256: Sha256;
    readonly decisions: readonly (RegisterPerson &
      Pick<ApprovalDecision, 'decision' | 'reason' | 'at'> & { readonly role: Role })[];
  } | null;
  readonly proposedBy: RegisterPerson;
  readonly submittedAt: UtcTime | null;
  readonly approvedAt: UtcTime | null;
  readonly executedBy: RegisterPerson;
  readonly startedAt: UtcTime;
  readonly endedAt: UtcTime;
  readonly witnesses: readonly (RegisterPerson & { readonly at: UtcTime })[];
  /** Each of them with its tombstone. */
  readonly destroyed: readonly RegisterLine[];
  /** Struck out, left, deferred, failed, incidents: kept, and why. */
  readonly others: readonly RegisterLine[];
  readonly destroyedBytes: number;
  /** The newest signed head of the log when it was written; null before the first one. */
  readonly checkpoint: string | null;
  /** SHA-256 of the public key that signs it. */
  readonly key: string;
}

export const REGISTER_JSON = 'register.json';
export const REGISTER_SIGNATURE = 'register.json.sig';
export const REGISTER_CSV = 'register.csv';
export const REGISTER_HTML = 'register.html';
