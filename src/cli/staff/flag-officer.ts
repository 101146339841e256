import { dateAt } from '../../evidence/calendar-date.ts';
import type { OfficerNo } from '../../evidence/ids.ts';
import { type OfficerFault, officerFaults } from '../../evidence/staff.ts';
import type { UtcTime } from '../../evidence/time.ts';
import type { RegisterChange } from '../../ports/register.ts';
import { shown } from '../../words/shown.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';

export interface FlaggedOfficer {
  readonly name: string;
  readonly faults: readonly OfficerFault[];
}

/**
 * The person with this certificate number who should not record at that time (ZY-5, WS-7). Null where nothing is wrong,
 * and where nobody has this number: not every bureau keeps its people here.
 */
export async function flaggedOfficer(
  { catalog, config }: Pick<CliStation, 'catalog' | 'config'>,
  officer: OfficerNo | null,
  at: UtcTime,
): Promise<FlaggedOfficer | null> {
  const person = officer === null ? null : await catalog.personWithCertificate(officer);
  if (person === null) return null;
  const faults = officerFaults(person, dateAt(at, config.station.zone));
  return faults.length === 0 ? null : { name: person.name, faults };
}

export function flagText({ words }: Pick<Session, 'words'>, { name, faults }: FlaggedOfficer): string {
  return words.staff.officerFlagged(shown(name), faultsText({ words }, faults));
}

export function faultsText({ words }: Pick<Session, 'words'>, faults: readonly OfficerFault[]): string {
  return faults.map((fault) => words.staff.officerFaults[fault]).join(words.cli.listSeparator);
}

/** The entry of a hand-over says that it was flagged. */
export function withFlags(
  change: RegisterChange | null,
  flagged: FlaggedOfficer | null,
): RegisterChange | null {
  if (change === null || flagged === null) return change;
  const { entry } = change;
  return { ...change, entry: { ...entry, detail: { ...entry.detail, flagged: [...flagged.faults] } } };
}
