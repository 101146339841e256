import type { Actor, AuditDraft } from '../evidence/audit-entry.ts';
import type { DockRequest } from '../evidence/dock.ts';
import { usbIdText } from '../evidence/medium.ts';
import type { MetRecorder } from '../evidence/registered-recorder.ts';
import { compareIdentity } from '../recorders/admit-recorder.ts';
import type { DockContext } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';
import type { IdentifiedCard } from './identify-card.ts';

type Ports = Pick<DockContext, 'catalog'>;

/**
 * Writes down what this dock teaches about a registered recorder: its first serial and card, and parts that are not
 * those it had (ZZ-52.2, WS-20.2). Its footage is taken in any case.
 * @returns true when something is not as the register knows it.
 */
export async function noteIdentity(
  { catalog }: Ports,
  { registered, dock }: Pick<DockedCard, 'registered' | 'dock'>,
  met: MetRecorder,
  actor: Actor,
): Promise<boolean> {
  if (registered === null) return false;
  const recorder = registered.no;
  const { learned, changes } = compareIdentity(registered, met);
  const isNew = learned.serial !== null || learned.card !== null;
  if (!isNew && changes.length === 0) return false;
  const entryOf = (facts: Pick<AuditDraft, 'act' | 'before' | 'after' | 'detail'>): AuditDraft => ({
    actor,
    object: { kind: 'recorder', id: recorder },
    reason: null,
    ...facts,
  });
  await catalog.noteIdentity({
    dock,
    recorder,
    learned: isNew
      ? {
          ...learned,
          entry: entryOf({
            act: 'recorder.learned',
            before: null,
            after: null,
            detail: { dock, ...learned },
          }),
        }
      : null,
    changes: changes.map((change) => ({
      change,
      entry: entryOf({
        act: 'recorder.identity-changed',
        before: 'known',
        after: 'changed',
        detail: { dock, ...change, known: [...change.known] },
      }),
    })),
  });
  return changes.length > 0;
}

/** Nothing of it was read; what it showed by itself is kept, so that a person can register it while it is docked. */
export async function noteRefusal(
  { catalog }: Ports,
  { id: dock, medium }: DockRequest,
  { error, met, registered }: Extract<IdentifiedCard, { kind: 'refused' }>,
  actor: Actor,
): Promise<void> {
  const usb = medium?.usb ?? null;
  await catalog.noteRefusal({
    dock,
    code: error.code,
    met,
    recorder: registered?.no ?? null,
    entry: {
      act: 'recorder.refused',
      actor,
      object: { kind: 'dock', id: dock },
      reason: error.code,
      before: null,
      after: 'refused',
      detail: {
        ...met,
        recorder: registered?.no ?? null,
        found: error.found?.toWellFormed() ?? null,
        port: medium?.port?.toWellFormed() ?? null,
        usb: usb === null ? null : usbIdText(usb),
        product: usb?.product?.toWellFormed() ?? null,
      },
    },
  });
}
