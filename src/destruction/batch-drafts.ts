import type { Actor, AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import type { Batch, BatchId, BatchItem } from '../evidence/destruction.ts';
import type { RecordingId } from '../evidence/ids.ts';

type Facts = { readonly [key: string]: Json };

/** An entry on a batch as a whole. */
export function batchDraft(
  act: AuditAct,
  before: Batch | null,
  after: Pick<Batch, 'id' | 'state'>,
  actor: Actor,
  { detail = {}, reason = null }: { readonly detail?: Facts; readonly reason?: string | null },
): AuditDraft {
  const object = { kind: 'batch', id: after.id } as const;
  return { act, actor, object, reason, before: before?.state ?? null, after: after.state, detail };
}

/** An entry on one item: its recording is what it is about. */
export function itemDraft(
  act: AuditAct,
  { batch, recording }: { readonly batch: BatchId; readonly recording: RecordingId },
  states: readonly [before: BatchItem['state'], after: BatchItem['state']],
  actor: Actor,
  { detail = {}, reason = null }: { readonly detail?: Facts; readonly reason?: string | null },
): AuditDraft {
  const object = { kind: 'recording', id: recording } as const;
  return { act, actor, object, reason, before: states[0], after: states[1], detail: { batch, ...detail } };
}
