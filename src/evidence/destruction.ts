import type { ApprovalId } from './approval.ts';
import type { Brand } from './brand.ts';
import type { CalendarDate } from './calendar-date.ts';
import type { Sha256 } from './digest.ts';
import type { RecordingId } from './ids.ts';
import type { StaffId } from './staff.ts';
import type { UtcTime } from './time.ts';

/** `batch-<period>-<n>`, such as `batch-2027-03-1`. */
export type BatchId = Brand<string, 'BatchId'>;

const BATCH_ID = /^batch-\d{4}(-\d\d|-Q[1-4])?-\d{1,4}$/;

export function parseBatchId(text: string): BatchId | null {
  return BATCH_ID.test(text) ? (text as BatchId) : null;
}

/** @param n counts the batches of one period, from 1. */
export function batchIdOf(period: string, n: number): BatchId {
  return `batch-${period}-${n}` as BatchId;
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
/** Its items lie in no other batch. */
export const OPEN_BATCH_STATES: readonly BatchState[] = ['draft', 'appraising', 'approved', 'executing'];

export const ITEM_STATES = [
  'listed',
  'left', // no longer due, or held, before it was submitted: listed again when it is due again
  'struck-out', // by a person, with a reason
  'destroying', // the intent is durable: no hold can be placed any more
  'destroyed',
  'deferred', // held, no longer due, or linked elsewhere: kept, and reported
  'incident', // missing or altered before it could be destroyed
  'restored', // an incident that a person has settled: it is whole again, and may be proposed again
  'lost', // an incident that a person has settled: not what was sealed, and no batch asks for it any more
  'failed', // an error that a later run may overcome
] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export const DEFER_CAUSES = ['held', 'not-due', 'policy-changed', 'clock-doubtful', 'in-use'] as const;
export type DeferCause = (typeof DEFER_CAUSES)[number];

/** How a recording stands to its last day, as far as anybody has to do something about it. */
export const DUE_KINDS = [
  'propose', // over, and its policy says that it is proposed for destruction
  'review', // over, and somebody has to look at it
  'keep', // over, and its policy keeps it all the same
  'undecided', // over, and its policy does not say what happens then
  'held', // over, and a hold keeps it
  'soon', // within the days of which the policy warns
] as const;
export type DueKind = (typeof DUE_KINDS)[number];

export interface BatchItem {
  readonly recording: RecordingId;
  readonly place: number;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly recordedAt: UtcTime;
  readonly keepUntil: CalendarDate;
  /** Class, clauses and base, as shown to those who approved: `KeepingNote` as canonical JSON. */
  readonly why: string;
  readonly state: ItemState;
  /** Reason of a strike-out, DeferCause, or error code. */
  readonly cause: string | null;
  /** Of both ends of the bytes, from the intent on: a card file is known by them when the bytes are gone. */
  readonly edgesSha256: Sha256 | null;
  readonly endedAt: UtcTime | null;
}

/** What a sweep proposes; digest, size and time are taken from the recording itself. */
export type NewItem = Pick<BatchItem, 'recording' | 'keepUntil' | 'why'>;

/** A person who stood by. */
export interface Witness {
  readonly staff: StaffId;
  readonly at: UtcTime;
}

export interface Batch {
  readonly id: BatchId;
  /** `2027-03`, `2027-Q1` or `2027`. */
  readonly period: string;
  readonly policy: string;
  readonly policyVersion: number;
  readonly state: BatchState;
  /** Of the list as it was fixed for approval, `listDigestOf`; null in draft. */
  readonly contentSha256: Sha256 | null;
  readonly approval: ApprovalId | null;
  /** Who submitted it; null in draft, which the sweep has made. */
  readonly proposedBy: StaffId | null;
  readonly submittedAt: UtcTime | null;
  /** By the retention clock, as everything here that something waits for. */
  readonly approvedAt: UtcTime | null;
  readonly executeAfter: UtcTime | null;
  readonly executedBy: StaffId | null;
  readonly startedAt: UtcTime | null;
  readonly witnesses: readonly Witness[];
  /** Gap-free over all batches that were begun. */
  readonly registerNo: number | null;
  /** Of the register's JSON, once it is written. */
  readonly registerSha256: Sha256 | null;
  readonly endedAt: UtcTime | null;
  readonly changedAt: UtcTime;
}

/** What stays of a destroyed recording for ever; its bytes met again on a card are reported and not taken. */
export interface Tombstone {
  readonly recording: RecordingId;
  readonly sha256: Sha256;
  readonly sizeBytes: number;
  readonly edgesSha256: Sha256;
  readonly batch: BatchId;
  readonly registerNo: number;
  readonly destroyedAt: UtcTime;
}

/** The ends of a file by which it is known again; shorter files are known by all of their bytes. */
export const EDGE_BYTES = 65_536;
