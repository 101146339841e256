import type { Actor, AuditDraft } from '../evidence/audit-entry.ts';
import type { Json } from '../evidence/canonical-json.ts';
import type { DockReport, DockRequest } from '../evidence/dock.ts';

/** The audit entry with which a dock begins. */
export function startedDraft({ id, path, origin, label, medium }: DockRequest, actor: Actor): AuditDraft {
  return {
    act: 'dock.started',
    actor,
    object: { kind: 'dock', id },
    reason: null,
    before: null,
    after: 'started',
    detail: { path, origin, label, medium: mediumDetail(medium) },
  };
}

/** The entry with which it ends, in whatever way. */
export function finishedDraft(report: DockReport, actor: Actor): AuditDraft {
  const ends = { refused: 'dock.refused', interrupted: 'dock.interrupted' } as const;
  return {
    act:
      report.result === 'refused' || report.result === 'interrupted' ? ends[report.result] : 'dock.finished',
    actor,
    object: { kind: 'dock', id: report.dock },
    reason: report.code,
    before: 'started',
    after: report.result,
    detail: {
      counts: { ...report.counts },
      marks: report.marks,
      model: report.model,
      recorder: report.recorder,
      check: report.check,
    },
  };
}

function mediumDetail(medium: DockRequest['medium']): Json {
  return medium === null ? null : { ...medium, usb: medium.usb === null ? null : { ...medium.usb } };
}
