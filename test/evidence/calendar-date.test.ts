import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  type CalendarDate,
  dateAt,
  daysBetween,
  openDayCache,
  parseCalendarDate,
} from '../../src/evidence/calendar-date.ts';
import { utcOf } from '../../src/evidence/time.ts';

const day = (text: string): CalendarDate => {
  const parsed = parseCalendarDate(text);
  if (parsed === null) throw new Error(`${text} is no day`);
  return parsed;
};

describe('months', () => {
  test.each([
    ['2026-08-31', 6, '2027-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2028-02-29', 24, '2030-02-28'],
    ['2026-11-25', 6, '2027-05-25'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2099-12-31', 24, '2101-12-31'],
    ['9999-06-30', 12, '9999-12-31'],
  ])('edge case 10, RULES C32: from %s, %i months end on %s', (from, months, to) => {
    expect(addMonths(day(from), months)).toBe(to);
  });

  test('end on the same day as in a calendar library that is not ours', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 1_200 }), (date, months) => {
        const theirs = Temporal.PlainDate.from(date).add({ months }, { overflow: 'constrain' }).toString();
        expect(addMonths(date, months)).toBe(theirs);
      }),
    );
  });

  test('never end sooner for being more, nor for beginning later', () => {
    fc.assert(
      fc.property(anyDay, anyDay, fc.nat(600), fc.nat(600), (one, other, few, more) => {
        const [early, late] = one <= other ? [one, other] : [other, one];
        expect(addMonths(early, few) <= addMonths(early, few + more)).toBe(true);
        expect(addMonths(early, few) <= addMonths(late, few)).toBe(true);
      }),
    );
  });
});

test('days are added and counted as a calendar library that is not ours does', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -40_000, max: 40_000 }), (date, days) => {
      const moved = addDays(date, days);
      expect(moved).toBe(Temporal.PlainDate.from(date).add({ days }).toString());
      expect(daysBetween(date, moved)).toBe(days);
    }),
  );
});

test.each(['2026-02-30', '2026-13-01', '2026-00-10', '0000-01-01', '2026-1-1', '2026-01-01T', ''])(
  'there is no day %j',
  (text) => {
    expect(parseCalendarDate(text)).toBeNull();
  },
);

describe('the day of an instant', () => {
  test('is that of the zone, whatever zone the process stands in', () => {
    expect(dateAt(utcOf(Date.parse('2026-12-31T16:00:00Z')), 'Asia/Shanghai')).toBe('2027-01-01');
    expect(dateAt(utcOf(Date.parse('2026-12-31T15:59:59.999Z')), 'Asia/Shanghai')).toBe('2026-12-31');
  });

  test.each([
    'Asia/Shanghai',
    'UTC',
    'Pacific/Apia',
    'Asia/Urumqi',
    'Asia/Kathmandu',
    'America/New_York',
    'Australia/Lord_Howe',
  ])('is the same when it is remembered, in %s', (zone) => {
    const cached = openDayCache(zone);
    fc.assert(
      fc.property(fc.integer({ min: -2_000_000_000_000, max: 4_102_444_800_000 }), (ms) => {
        expect(cached(utcOf(ms))).toBe(dateAt(utcOf(ms), zone));
      }),
    );
  });
});

const anyDay = fc
  .integer({ min: Date.parse('1960-01-01'), max: Date.parse('2400-12-31') })
  .map((ms) => new Date(ms).toISOString().slice(0, 10) as CalendarDate);
