import type { ApprovalId } from '../../evidence/approval.ts';
import { ROLES } from '../../evidence/staff.ts';
import { withdrawApproval } from '../../staff/approvals.ts';
import { keepDecision } from '../approval/keep-decision.ts';
import { approvalOrRefuse } from '../approval/known-approval.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

/** Whoever asked takes it back. */
export async function approvalWithdraw(
  session: Session,
  id: ApprovalId,
  { reason }: { readonly reason: string },
): Promise<number> {
  return withStaff(session, ROLES, async (station, by) => {
    const change = withdrawApproval(await approvalOrRefuse(station, id), reason, by);
    const { request } = await keepDecision(station, change, by);
    session.result({ request }, () => session.words.approval.withdrawn(id));
    return 0;
  });
}
