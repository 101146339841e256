import type { StaffActor } from '../../src/evidence/audit-entry.ts';
import type { CalendarDate } from '../../src/evidence/calendar-date.ts';
import type { Person, Role, StaffId } from '../../src/evidence/staff.ts';
import { type UtcTime, utcOf } from '../../src/evidence/time.ts';
import type { StaffBook } from '../../src/ports/staff-book.ts';
import type { ActingPerson } from '../../src/staff/acting-person.ts';
import { addFirst, addPerson } from '../../src/staff/change-staff.ts';
import { hashPassword } from '../../src/staff/password-hash.ts';

export const LOW_COST = { memoryKiB: 8, passes: 1, lanes: 1 };
export const TODAY = '2026-11-20' as CalendarDate;
export const PASSWORD = 'Right-2026-!z';

export function person(id: string, facts: Partial<Person> = {}): Person {
  return {
    id: id as StaffId,
    name: id.toUpperCase(),
    certificate: null,
    unit: null,
    inPost: { from: '2020-01-01' as CalendarDate, until: null },
    qualified: null,
    roles: [],
    state: 'active',
    createdAt: utcOf(1_000),
    changedAt: utcOf(1_000),
    ...facts,
  };
}

export function acting(who: Person, at: UtcTime = utcOf(5_000), role: Role | 'self' = 'self'): ActingPerson {
  const actor: StaffActor = { kind: 'staff', id: who.id, role, established: 'session' };
  return { person: who, actor, at, today: TODAY };
}

/** Puts people into a book, the first of them as its security administrator. All have `PASSWORD`. */
export async function putPeople(
  catalog: Pick<StaffBook, 'keepPerson' | 'person'>,
  people: readonly Person[],
  at: UtcTime,
): Promise<void> {
  const osUser = { kind: 'os-user', id: 'tester', role: 'operator', established: 'os-login' } as const;
  for (const [place, { id, roles, name, certificate, unit, inPost, qualified }] of people.entries()) {
    const password = { hash: await hashPassword(PASSWORD, LOW_COST), setAt: at, mustChange: false };
    const facts = { name, certificate, unit, inPost, qualified };
    const by = { actor: osUser, at };
    await catalog.keepPerson(
      place === 0 ? addFirst({ id, facts, password }, by) : addPerson({ id, facts, roles, password }, by),
    );
  }
}
