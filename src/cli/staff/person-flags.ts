import type { CalendarDate } from '../../evidence/calendar-date.ts';
import { SealdockError } from '../../evidence/errors.ts';
import type { Person } from '../../evidence/staff.ts';
import type { PersonFacts } from '../../staff/change-staff.ts';
import type { Session } from '../session.ts';

/** What is said of a person; an empty text, and null for a day, empties. */
export interface PersonFlags {
  readonly name?: string;
  readonly certificate?: string;
  readonly unit?: string;
  readonly inPostFrom?: CalendarDate;
  readonly inPostUntil?: CalendarDate | null;
  readonly qualifiedFrom?: CalendarDate | null;
  readonly qualifiedUntil?: CalendarDate | null;
}

/** What is so when nothing was said. */
type Known = Pick<Person, 'name' | 'certificate' | 'unit' | 'inPost' | 'qualified'>;

/** @throws SealdockError `usage` for an end of a qualification that has no beginning. */
export function factsOf({ words }: Session, flags: PersonFlags, known: Known): PersonFacts {
  const { inPostUntil = known.inPost.until, inPostFrom = known.inPost.from } = flags;
  const since = flags.qualifiedFrom === undefined ? (known.qualified?.from ?? null) : flags.qualifiedFrom;
  const until = flags.qualifiedUntil === undefined ? (known.qualified?.until ?? null) : flags.qualifiedUntil;
  if (since === null && flags.qualifiedUntil != null) {
    throw new SealdockError('usage', {
      about: words.cli.usage.badValue('--qualified-until', flags.qualifiedUntil),
      expected: words.staff.untilNeedsFrom,
    });
  }
  return {
    name: flags.name ?? known.name,
    certificate: orNone(flags.certificate, known.certificate),
    unit: orNone(flags.unit, known.unit),
    inPost: { from: inPostFrom, until: inPostUntil },
    qualified: since === null ? null : { from: since, until },
  };
}

function orNone(said: string | undefined, known: string | null): string | null {
  if (said === undefined) return known;
  return said === '' ? null : said;
}
