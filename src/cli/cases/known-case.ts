import type { Case, CaseNo } from '../../evidence/case.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { Role } from '../../evidence/staff.ts';
import type { CliStation } from '../doors.ts';

/** Who may enter and change cases. */
export const CASE_ROLES: readonly Role[] = ['custodian', 'legal-affairs', 'unit-head'];

/** @throws SealdockError `case-unknown`. */
export async function caseOrRefuse({ catalog }: Pick<CliStation, 'catalog'>, no: CaseNo): Promise<Case> {
  const found = await catalog.caseOf(no);
  if (found === null) throw new SealdockError('case-unknown', { about: no });
  return found;
}
