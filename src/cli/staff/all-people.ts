import { SealdockError } from '../../evidence/errors.ts';
import type { Person, StaffId } from '../../evidence/staff.ts';
import type { CliStation } from '../doors.ts';

const PAGE_ROWS = 500;
/** More people than any bureau has. */
export const PEOPLE_LIMIT = 100_000;

export async function allPeople({ catalog }: Pick<CliStation, 'catalog'>): Promise<readonly Person[]> {
  const all: Person[] = [];
  while (all.length < PEOPLE_LIMIT) {
    const page = await catalog.peoplePage(all.at(-1)?.id ?? null, PAGE_ROWS);
    all.push(...page);
    if (page.length < PAGE_ROWS) break;
  }
  return all;
}

/** @throws SealdockError `staff-unknown`. */
export async function personOrRefuse({ catalog }: Pick<CliStation, 'catalog'>, id: StaffId): Promise<Person> {
  const found = await catalog.person(id);
  if (found === null) throw new SealdockError('staff-unknown', { about: id });
  return found;
}
