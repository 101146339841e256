import type { ApprovalId, ApprovalRequest } from '../../evidence/approval.ts';
import { SealdockError } from '../../evidence/errors.ts';
import { shown } from '../../words/shown.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';

/** @throws SealdockError `approval-unknown`. */
export async function approvalOrRefuse(
  { catalog }: Pick<CliStation, 'catalog'>,
  id: ApprovalId,
): Promise<ApprovalRequest> {
  const found = await catalog.approval(id);
  if (found === null) throw new SealdockError('approval-unknown', { about: id });
  return found;
}

/** The kind in words; one that an older program does not know stays as it is. */
export function kindText({ words }: Pick<Session, 'words'>, { kind }: ApprovalRequest): string {
  return words.approval.kinds[kind] ?? shown(kind);
}

export function subjectText({ subject }: ApprovalRequest): string {
  return shown(subject.id);
}
