import { describe, expect, test } from 'vitest';
import type { StaffId } from '../../src/evidence/staff.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { SignInAttempts } from '../../src/ports/staff-book.ts';
import { attemptsKey, countAttempt, FAILURES_LIMIT, LOCK_MS } from '../../src/staff/count-attempt.ts';

/** Tries one after the other, each a second later; `+` is the right password. */
function run(tries: string, startMs = 0, before: SignInAttempts | null = null) {
  const kinds: string[] = [];
  let last = before;
  for (const [place, each] of [...tries].entries()) {
    const counted = countAttempt(last, 'li', each === '+', utcOf(startMs + place * 1_000));
    kinds.push(counted.isLocking ? 'locks' : counted.kind);
    last = counted.after;
  }
  return { kinds, last };
}

describe('sign-ins are counted', () => {
  test('the fifth failure in a row locks, and then the right password does not help', () => {
    expect(run('-----+-').kinds).toEqual([
      'failed',
      'failed',
      'failed',
      'failed',
      'locks',
      'locked',
      'locked',
    ]);
  });

  test('a success begins anew', () => {
    expect(run('----+----').kinds.filter((kind) => kind !== 'failed')).toEqual(['passed']);
  });

  test('a lock lasts 15 minutes from the failure that locked, however often somebody tries meanwhile', () => {
    const { last } = run('-'.repeat(FAILURES_LIMIT));
    const lockedAtMs = (FAILURES_LIMIT - 1) * 1_000;
    const { last: later } = run('-'.repeat(99), lockedAtMs + 1_000, last);
    expect(later?.lockedUntil).toBe(utcOf(lockedAtMs + LOCK_MS));
    expect(run('+', lockedAtMs + LOCK_MS - 1, later).kinds).toEqual(['locked']);
    expect(run('+', lockedAtMs + LOCK_MS, later).kinds).toEqual(['passed']);
    expect(run('----', lockedAtMs + LOCK_MS, later).kinds).toEqual(['failed', 'failed', 'failed', 'failed']);
  });

  test('each count has another time than the one before, also within a millisecond and when the clock goes back', () => {
    const first = countAttempt(null, 'li', false, utcOf(5_000)).after;
    expect(countAttempt(first, 'li', false, utcOf(5_000)).after.changedAt).toBe(utcOf(5_001));
    expect(countAttempt(first, 'li', true, utcOf(1_000)).after.changedAt).toBe(utcOf(5_001));
  });
});

test('a name that no account has is counted in one of 65,536 places, and is not written down', () => {
  expect(attemptsKey('li', 'li' as StaffId)).toBe('li');
  expect(attemptsKey('My-Password-1!', null)).toMatch(/^\?[0-9a-f]{4}$/);
});
