import type { HoldId } from '../../evidence/hold.ts';
import { keepHold } from '../../retention/hold-change.ts';
import { holdRulesInForce } from '../../retention/hold-rules.ts';
import { noteOfflineCopy, requestRelease } from '../../retention/release-hold.ts';
import { newApprovalId } from '../holds/begin-hold.ts';
import { COPY_ROLES, HOLD_ROLES, holdOrRefuse } from '../holds/known-hold.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

/** Asks for it; whether it ends, others decide. */
export async function holdRelease(
  session: Session,
  id: HoldId,
  { reason }: { readonly reason: string },
): Promise<number> {
  const { holds } = session.words;
  return withStaff(session, HOLD_ROLES, async (station, by) => {
    const before = await holdOrRefuse(station, id);
    const { policy } = station.config.retention;
    const rules = await holdRulesInForce(station, before.target, by.person.unit, policy);
    const approval = newApprovalId(by.at);
    const change = requestRelease(before, reason, approval, rules, by);
    await keepHold(station.catalog, change);
    session.result({ hold: change.after }, () =>
      [holds.releaseAsked(id), holds.decideHint(`sealdock approval show ${approval}`)].join('\n'),
    );
    return 0;
  });
}

export async function holdCopyMade(
  session: Session,
  id: HoldId,
  { reference }: { readonly reference: string },
): Promise<number> {
  return withStaff(session, COPY_ROLES, async (station, by) => {
    const change = noteOfflineCopy(await holdOrRefuse(station, id), reference, by);
    await keepHold(station.catalog, change);
    session.result({ hold: change.after, reference }, () => session.words.holds.copyNoted(id));
    return 0;
  });
}
