import { randomBytes } from 'node:crypto';
import { type ApprovalId, approvalIdOf } from '../../evidence/approval.ts';
import { type Hold, type HoldId, type HoldTarget, holdIdOf } from '../../evidence/hold.ts';
import type { Role } from '../../evidence/staff.ts';
import type { UtcTime } from '../../evidence/time.ts';
import { type HoldChange, keepHold } from '../../retention/hold-change.ts';
import { type HoldRules, holdRulesInForce } from '../../retention/hold-rules.ts';
import type { ActingPerson } from '../../staff/acting-person.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';
import { targetText } from './hold-text.ts';

export interface NewIds {
  readonly id: HoldId;
  readonly approval: ApprovalId;
}

export interface NewHold {
  readonly permits: readonly Role[];
  readonly target: (station: CliStation) => Promise<HoldTarget>;
  readonly decide: (
    asked: NewIds & { readonly target: HoldTarget },
    rules: HoldRules,
    by: ActingPerson,
  ) => HoldChange;
}

/** Decides on a new hold by the policy in force for what it lies on, keeps it, and says whether somebody has to decide. */
export async function beginHold(
  session: Session,
  { permits, target: find, decide }: NewHold,
): Promise<number> {
  return withStaff(session, permits, async (station, by) => {
    const target = await find(station);
    const { policy } = station.config.retention;
    const rules = await holdRulesInForce(station, target, by.person.unit, policy);
    const change = decide({ ...newIds(by.at), target }, rules, by);
    await keepHold(station.catalog, change);
    session.result({ hold: change.after }, () => begunText(session, change.after));
    return 0;
  });
}

export function newApprovalId(at: UtcTime): ApprovalId {
  return approvalIdOf(at, randomBytes(4).toString('hex'));
}

function newIds(at: UtcTime): NewIds {
  return { id: holdIdOf(at, randomBytes(4).toString('hex')), approval: newApprovalId(at) };
}

function begunText({ words }: Session, hold: Hold): string {
  const { holds } = words;
  const copy = `sealdock hold copy-made ${hold.id} --reference ${holds.aReference}`;
  return [
    hold.state === 'placed' ? holds.placed(hold.id) : holds.proposed(hold.id),
    targetText(words, hold.target),
    ...(hold.approval === null ? [] : [holds.decideHint(`sealdock approval show ${hold.approval}`)]),
    ...(hold.owesOfflineCopy ? [holds.copyHint(copy)] : []),
  ].join('\n');
}
