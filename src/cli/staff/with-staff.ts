import type { Role } from '../../evidence/staff.ts';
import type { ActingPerson } from '../../staff/acting-person.ts';
import { requireStaff } from '../actor-of.ts';
import { changeStation } from '../change-station.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';

/** A change that needs a person in one of these roles. */
export async function withStaff(
  session: Session,
  permits: readonly Role[],
  change: (station: CliStation, by: ActingPerson) => Promise<number>,
): Promise<number> {
  return changeStation(session, async (station) =>
    change(station, await requireStaff(session, station, permits)),
  );
}
