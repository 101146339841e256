import { SealdockError } from '../../evidence/errors.ts';
import { STAFF_TEXT_LIMIT } from '../../evidence/staff.ts';
import { LISTED_RECORDINGS, planAssignment } from '../../retention/plan-shelf-change.ts';
import { EVERY_UNIT } from '../../retention/policy-view.ts';
import { SHELF_ROLES } from '../../retention/shelf-change.ts';
import type { ActingPerson } from '../../staff/acting-person.ts';
import { isPlainText } from '../../staff/plain-text.ts';
import { shown } from '../../words/shown.ts';
import type { CliStation } from '../doors.ts';
import { keepingSettings } from '../retention/keeping-settings.ts';
import { type Session, withStation } from '../session.ts';
import { withStaff } from '../staff/with-staff.ts';
import { type ShelfFlags, tellAndCarryOut } from './policy-adopt.ts';

export interface PolicyAssignFlags extends ShelfFlags {
  readonly everybody?: boolean;
}

/** Says by which adopted policy a unit goes; where that keeps anything shorter, it is asked for first. */
export async function policyAssign(
  session: Session,
  given: readonly string[],
  flags: PolicyAssignFlags,
): Promise<number> {
  const { words } = session;
  const { unit, policy } = readArguments(session, given, flags.everybody === true);
  const name = unit === EVERY_UNIT ? words.policy.everybody : shown(unit);
  const assign = async (station: CliStation, by: ActingPerson | null): Promise<number> => {
    const asked = { unit, policy };
    const limit = flags.limit ?? LISTED_RECORDINGS;
    const plan = await planAssignment(station, keepingSettings(station.config), asked, limit);
    if (plan === null) {
      session.result({ unit, policy, isAssigned: true }, () => words.policy.unitIsSo(name, policy));
      return 0;
    }
    const again = `sealdock policy assign ${unit === EVERY_UNIT ? '--everybody' : name} ${policy}`;
    const { assignedNow, assignedLater } = words.policy;
    return tellAndCarryOut(session, station, plan, by, {
      reason: flags.reason ?? `${name}: ${policy}`,
      again,
      done: (day) => (day === null ? assignedNow(name, policy) : assignedLater(name, policy, day)),
    });
  };
  if (flags.dryRun === true) return withStation(session, 'look', (station) => assign(station, null));
  return withStaff(session, SHELF_ROLES, assign);
}

function readArguments(
  { words }: Session,
  given: readonly string[],
  isEverybody: boolean,
): { readonly unit: string; readonly policy: string } {
  const [unit, policy] = isEverybody ? [EVERY_UNIT, ...given] : given;
  if (unit === undefined || policy === undefined || given.length > (isEverybody ? 1 : 2)) {
    throw new SealdockError('usage', { expected: words.policy.unitOrEverybody });
  }
  if (!isEverybody && (unit.trim() === '' || !isPlainText(unit, STAFF_TEXT_LIMIT))) {
    const about = words.cli.usage.badValue('<unit>', unit);
    throw new SealdockError('usage', { about, expected: words.staff.aText(String(STAFF_TEXT_LIMIT)) });
  }
  return { unit, policy };
}
