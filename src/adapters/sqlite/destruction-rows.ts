import type { Insertable, Selectable } from 'kysely';
import type { ApprovalId } from '../../evidence/approval.ts';
import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type {
  Batch,
  BatchId,
  BatchItem,
  BatchState,
  ItemState,
  Tombstone,
  Witness,
} from '../../evidence/destruction.ts';
import type { Sha256 } from '../../evidence/digest.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import type { StaffId } from '../../evidence/staff.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { Tables } from './tables.ts';

/* Rows that only this program has written: their branded values are what was parsed before they were kept. */

export function batchOf(row: Selectable<Tables['destruction_batch']>): Batch {
  return {
    id: row.id as BatchId,
    period: row.period,
    policy: row.policy,
    policyVersion: row.policy_version,
    state: row.state as BatchState,
    contentSha256: row.content_sha256 as Sha256 | null,
    approval: row.approval as ApprovalId | null,
    proposedBy: row.proposed_by as StaffId | null,
    submittedAt: row.submitted_at as UtcTime | null,
    approvedAt: row.approved_at as UtcTime | null,
    executeAfter: row.execute_after as UtcTime | null,
    executedBy: row.executed_by as StaffId | null,
    startedAt: row.started_at as UtcTime | null,
    witnesses: JSON.parse(row.witnesses) as readonly Witness[],
    registerNo: row.register_no,
    registerSha256: row.register_sha256 as Sha256 | null,
    endedAt: row.ended_at as UtcTime | null,
    changedAt: row.changed_at as UtcTime,
  };
}

export function batchRow(batch: Batch): Insertable<Tables['destruction_batch']> {
  return {
    id: batch.id,
    period: batch.period,
    policy: batch.policy,
    policy_version: batch.policyVersion,
    state: batch.state,
    content_sha256: batch.contentSha256,
    approval: batch.approval,
    proposed_by: batch.proposedBy,
    submitted_at: batch.submittedAt,
    approved_at: batch.approvedAt,
    execute_after: batch.executeAfter,
    executed_by: batch.executedBy,
    started_at: batch.startedAt,
    witnesses: JSON.stringify(batch.witnesses),
    register_no: batch.registerNo,
    register_sha256: batch.registerSha256,
    ended_at: batch.endedAt,
    changed_at: batch.changedAt,
  };
}

export function itemOfRow(row: Selectable<Tables['destruction_item']>): BatchItem {
  return {
    recording: row.recording as RecordingId,
    place: row.place,
    sha256: row.sha256 as Sha256,
    sizeBytes: row.size_bytes,
    recordedAt: row.recorded_at as UtcTime,
    keepUntil: row.keep_until as CalendarDate,
    why: row.why,
    state: row.state as ItemState,
    cause: row.cause,
    edgesSha256: row.edges_sha256 as Sha256 | null,
    endedAt: row.ended_at as UtcTime | null,
  };
}

export function tombstoneOfRow(row: Selectable<Tables['tombstone']>): Tombstone {
  return {
    recording: row.recording as RecordingId,
    sha256: row.sha256 as Sha256,
    sizeBytes: row.size_bytes,
    edgesSha256: row.edges_sha256 as Sha256,
    batch: row.batch as BatchId,
    registerNo: row.register_no,
    destroyedAt: row.destroyed_at as UtcTime,
  };
}
