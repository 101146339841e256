import { SealdockError } from '../../evidence/errors.ts';
import type { Hold, HoldId } from '../../evidence/hold.ts';
import type { Role } from '../../evidence/staff.ts';
import type { CliStation } from '../doors.ts';

/** Who may place holds and ask for their release. */
export const HOLD_ROLES: readonly Role[] = [
  'custodian',
  'legal-affairs',
  'unit-head',
  'deputy-head',
  'agency-head',
  'general-office',
];
/** Who may say that something has happened: whoever hears of it. */
export const TELLS_ROLES: readonly Role[] = [...HOLD_ROLES, 'officer'];
/** Who makes copies on disc. */
export const COPY_ROLES: readonly Role[] = ['custodian', 'legal-affairs', 'unit-head'];

/** @throws SealdockError `hold-unknown`. */
export async function holdOrRefuse({ catalog }: Pick<CliStation, 'catalog'>, id: HoldId): Promise<Hold> {
  const found = await catalog.hold(id);
  if (found === null) throw new SealdockError('hold-unknown', { about: id });
  return found;
}
