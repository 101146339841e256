import type { CalendarDate } from '../../evidence/calendar-date.ts';
import type { RecorderNo } from '../../evidence/ids.ts';
import { officerAt } from '../../evidence/registered-recorder.ts';
import { type OfficerFault, officerFaults, type Person, type StaffId } from '../../evidence/staff.ts';
import { utcOf } from '../../evidence/time.ts';
import { unitsWithoutCustodian } from '../../staff/check-custodians.ts';
import type { CliStation } from '../doors.ts';
import { allRegistered } from '../register/change-register.ts';

/** What the regulations ask of a bureau's people, and is not so. */
export type StaffLack =
  | { readonly kind: 'no-custodian'; readonly unit: string }
  | {
      readonly kind: 'unfit-officer';
      readonly account: StaffId;
      readonly name: string;
      readonly recorder: RecorderNo;
      readonly faults: readonly OfficerFault[];
    };

export async function checkStaff(
  station: CliStation,
  people: readonly Person[],
  today: CalendarDate,
): Promise<readonly StaffLack[]> {
  const recorders = (await allRegistered(station)).filter(({ state }) => state === 'in-service');
  const units = recorders.flatMap(({ unit }) => unit ?? []);
  const now = utcOf(station.clock.read().wallMs);
  const byCertificate = new Map(people.map((person) => [person.certificate, person]));
  return [
    ...unitsWithoutCustodian(people, units, today).map((unit) => ({ kind: 'no-custodian', unit }) as const),
    ...recorders.flatMap(({ no, assignments }): readonly StaffLack[] => {
      const officer = officerAt(assignments, now);
      const person = officer === null ? undefined : byCertificate.get(officer);
      const faults = person === undefined ? [] : officerFaults(person, today);
      if (person === undefined || faults.length === 0) return [];
      return [{ kind: 'unfit-officer', account: person.id, name: person.name, recorder: no, faults }];
    }),
  ];
}
