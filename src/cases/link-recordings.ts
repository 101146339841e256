import type { AuditAct, AuditDraft } from '../evidence/audit-entry.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { CaseLink } from '../ports/case-book.ts';
import type { ActedBy } from '../staff/acting-person.ts';

export interface LinkChange {
  readonly link: CaseLink;
  readonly entry: AuditDraft;
}

/**
 * Links a recording to a case, or corrects whether it is evidence in it; null where that is so already. A closed case
 * takes links too: what was found late belongs to it all the same.
 * @param before the link between these two, if there is one.
 * @throws SealdockError `text-required` for evidence that shall be none any more: it may be due sooner by that.
 */
export function linkRecording(
  before: CaseLink | null,
  link: CaseLink,
  reason: string | null,
  by: Pick<ActedBy, 'actor'>,
): LinkChange | null {
  if (before?.isEvidence === link.isEvidence) return null;
  if (before?.isEvidence === true && reason === null) {
    throw new SealdockError('text-required', { about: `${link.case}, ${link.recording}` });
  }
  return { link, entry: draftOf('case.linked', before, link, link, reason, by) };
}

/** Takes a link back that was a mistake. Whether a hold lies on the recording by it, the catalogue asks. */
export function removeLink(before: CaseLink, reason: string, by: Pick<ActedBy, 'actor'>): LinkChange {
  return { link: before, entry: draftOf('case.unlinked', before, null, before, reason, by) };
}

function draftOf(
  act: AuditAct,
  before: CaseLink | null,
  after: CaseLink | null,
  link: CaseLink,
  reason: string | null,
  { actor }: Pick<ActedBy, 'actor'>,
): AuditDraft {
  return {
    act,
    actor,
    object: { kind: 'case', id: link.case },
    reason,
    before: wordOf(before),
    after: wordOf(after),
    detail: { recording: link.recording },
  };
}

function wordOf(link: CaseLink | null): string | null {
  if (link === null) return null;
  return link.isEvidence ? 'evidence' : 'linked';
}
