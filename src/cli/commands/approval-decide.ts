import { type ApprovalId, type ApprovalRequest, nextStep } from '../../evidence/approval.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { ROLES } from '../../evidence/staff.ts';
import { decideApproval } from '../../staff/approvals.ts';
import { keepDecision } from '../approval/keep-decision.ts';
import { approvalOrRefuse } from '../approval/known-approval.ts';
import { timeText } from '../output/quantities.ts';
import type { Session } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';

export interface ApprovalDecideFlags {
  readonly approve?: boolean;
  readonly refuse?: boolean;
  readonly reason: string;
  readonly digest: string;
}

/** Takes the step whose turn it is, from what was shown. */
export async function approvalDecide(
  session: Session,
  id: ApprovalId,
  { approve = false, refuse = false, reason, digest }: ApprovalDecideFlags,
): Promise<number> {
  const { words } = session;
  if (approve === refuse) throw new SealdockError('usage', { expected: words.approval.oneDecision });
  // Which role it needs, the request says.
  return withStaff(session, ROLES, async (station, by) => {
    const before = await approvalOrRefuse(station, id);
    const step = nextStep(before);
    if (step === null) throw new SealdockError('already-decided', { about: id });
    const decision = approve ? 'approve' : 'refuse';
    const contentSha256 = digestMeant(before, digest);
    const change = decideApproval(before, { step, decision, reason, contentSha256 }, by);
    const { request, batch } = await keepDecision(station, change, by);
    const { decided, decisions, states } = words.approval;
    const after = batch?.executeAfter ?? null;
    session.result({ request, executeAfter: after }, () =>
      [
        decided(String(step + 1), decisions[decision], states[request.state]),
        ...(after === null ? [] : [words.destruction.coolsOff(timeText(after, station.config.station.zone))]),
      ].join('\n'),
    );
    return 0;
  });
}

/** The whole digest, where what was typed is its beginning; else what was typed, which fits nothing. */
function digestMeant({ contentSha256 }: ApprovalRequest, typed: string): string {
  return contentSha256.startsWith(typed) ? contentSha256 : typed;
}
