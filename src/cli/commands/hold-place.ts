import type { CaseNo } from '../../evidence/case.ts';
import type { Complaint, Incident } from '../../evidence/hold.ts';
import type { RecordingId } from '../../evidence/ids.ts';
import { placeHold, proposeHold } from '../../retention/place-hold.ts';
import { beginHold } from '../holds/begin-hold.ts';
import { findTarget, type TargetFlags } from '../holds/find-target.ts';
import { HOLD_ROLES, TELLS_ROLES } from '../holds/known-hold.ts';
import type { Session } from '../session.ts';

export interface HoldPlaceFlags extends TargetFlags {
  readonly ground: string;
  readonly reason?: string;
}

export async function holdPlace(
  session: Session,
  { ground, reason, ...flags }: HoldPlaceFlags,
): Promise<number> {
  return beginHold(session, {
    permits: HOLD_ROLES,
    target: (station) => findTarget(session, station, flags),
    decide: (asked, rules, by) => placeHold({ ...asked, ground, text: reason ?? null }, rules, by),
  });
}

export interface HoldComplainFlags {
  readonly recording?: RecordingId;
  readonly case?: CaseNo;
  readonly party?: string;
  readonly as?: Complaint;
  readonly text: string;
}

export async function holdComplain(
  session: Session,
  { as: cause = 'complaint', text, ...flags }: HoldComplainFlags,
): Promise<number> {
  return beginHold(session, {
    permits: TELLS_ROLES,
    target: (station) => findTarget(session, station, flags),
    decide: (asked, rules, by) => proposeHold({ ...asked, cause, text }, rules, by),
  });
}

export async function recordingIncident(
  session: Session,
  recording: RecordingId,
  cause: Incident,
  { text }: { readonly text?: string },
): Promise<number> {
  return beginHold(session, {
    permits: TELLS_ROLES,
    target: async () => ({ kind: 'recording', recording }),
    decide: (asked, rules, by) => proposeHold({ ...asked, cause, text: text ?? null }, rules, by),
  });
}
