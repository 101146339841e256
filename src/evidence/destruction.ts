import type { Brand } from './brand.ts';
import type { CalendarDate } from './calendar-date.ts';
import type { Sha256 } from './digest.ts';
import type { RecordingId } from './ids.ts';
import type { UtcTime } from './time.ts';

/** `batch-<period>-<n>`, such as `batch-2027-03-1`. */
export type BatchId = Brand<string, 'BatchId'>;

const BATCH_ID = /^batch-\d{4}(-\d\d|-Q[1-4])?-\d{1,4}$/;

export function parseBatchId(text: string): BatchId | null {
  return BATCH_ID.test(text) ? (text as BatchId) : null;
}

export const BATCH_ITEMS_LIMIT = 100_000;

/** `partial`: executed, and some items were deferred or failed; they are told one by one. */
export const BATCH_STATES = [
  'draft',
  'appraising', // its content is fixed and waits for the steps of the policy
  'approved', // cooling off, then ready
  'executing',
  'executed',
  'partial',
  'withdrawn',
  'refused',
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const ITEM_STATES = [
  'listed',
  'struck-out', // by the appraisal, with a reason
  'destroying', // the intent is durable: no hold can be placed any more
  'destroyed',
  'deferred', // held, no longer due, or linked elsewhere: kept, and reported
  'incident', // missing or altered before it could be destroyed
  'failed', // an error that a later run may overcome
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export const DEFER_CAUSES = ['held', 'not-due', 'policy-changed', 'clock-doubtful', 'in-use'] as const;
export type DeferCause = (typeof DEFER_CAUSES)[number];

export interface BatchItem {
  readonly recording: RecordingId;
  readonly place: number;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly recordedAt: UtcTime;
  readonly keepUntil: CalendarDate;
  /** Class, clauses and base, as shown to those who approved. */
  readonly why: string;
  readonly state: ItemState;
  /** Reason of a strike-out, DeferCause, or error code. */
  readonly cause: string | null;
  readonly endedAt: UtcTime | null;
}

export interface Batch {
  readonly id: BatchId;
  readonly period: string;
  readonly policy: string;
  readonly policyVersion: number;
  readonly state: BatchState;
  /** Of the canonical list of items as it was fixed for approval; null in draft. */
  readonly contentSha256: Sha256 | null;
  readonly approval: string | null;
  readonly approvedAt: UtcTime | null;
  readonly executeAfter: UtcTime | null;
  readonly proposedBy: string;
  readonly witnesses: readonly string[];
  readonly registerNo: number | null;
  readonly changedAt: UtcTime;
}

/** What stays of a destroyed recording for ever; its bytes met again on a card are reported and not taken. */
export interface Tombstone {
  readonly recording: RecordingId;
  readonly sha256: Sha256;
  readonly batch: BatchId;
  readonly registerNo: number;
  readonly destroyedAt: UtcTime;
}
