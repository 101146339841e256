import { linkRecording, removeLink } from '../../cases/link-recordings.ts';
import type { CaseNo } from '../../evidence/case.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import { CASE_ROLES, caseOrRefuse } from '../cases/known-case.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

export interface CaseLinkFlags {
  /** Not said: as it is, and no evidence where there is no link yet. */
  readonly evidence?: boolean;
  readonly reason?: string;
}

/** Each link is an entry of its own; those before one that is refused stay. */
export async function caseLink(
  session: Session,
  no: CaseNo,
  recordings: readonly RecordingId[],
  { evidence, reason }: CaseLinkFlags,
): Promise<number> {
  return withStaff(session, CASE_ROLES, async (station, by) => {
    await caseOrRefuse(station, no);
    // Named wrongly, none of them is linked.
    for (const id of recordings) await refuseUnknown(station, id);
    const linked: RecordingId[] = [];
    for (const recording of recordings) {
      const before = await linkBetween(station, no, recording);
      const isEvidence = evidence ?? before?.isEvidence ?? false;
      const link = { case: no, recording, isEvidence };
      const change = linkRecording(before, link, reason ?? null, by);
      if (change === null) continue;
      await station.catalog.link(change.link, change.entry);
      linked.push(recording);
    }
    session.result({ case: no, linked }, () => session.words.cases.linked(String(linked.length), no));
    return 0;
  });
}

export async function caseRemoveLink(
  session: Session,
  no: CaseNo,
  recording: RecordingId,
  { reason }: { readonly reason: string },
): Promise<number> {
  const { cases } = session.words;
  return withStaff(session, CASE_ROLES, async (station, by) => {
    const before = await linkBetween(station, no, recording);
    if (before === null) throw new SealdockError('case-unknown', { about: `${no}, ${recording}` });
    const change = removeLink(before, reason, by);
    await station.catalog.removeLink(change.link, change.entry).catch((thrown: unknown) => {
      if (thrown instanceof SealdockError && thrown.code === 'state-differs') session.note(cases.heldByIt);
      throw thrown;
    });
    session.result({ case: no, recording }, () => cases.linkRemoved(recording, no));
    return 0;
  });
}

async function linkBetween({ catalog }: CliStation, no: CaseNo, recording: RecordingId) {
  return (await catalog.linksOf(recording)).find((link) => link.case === no) ?? null;
}

async function refuseUnknown({ catalog }: CliStation, id: RecordingId): Promise<void> {
  if ((await catalog.recording(id)) === null) throw new SealdockError('recording-unknown', { about: id });
}
