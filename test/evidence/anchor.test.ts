import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ANCHOR_KINDS, type Anchor, anchorAge, anchorsSuffice } from '../../src/evidence/anchor.ts';
import { utcOf } from '../../src/evidence/time.ts';

const NOW = Date.parse('2026-11-20T08:00:00Z');
const DAY = 86_400_000;
const anchor = (kind: Anchor['kind'], ageMs: number, size = 10): Anchor => ({
  kind,
  size,
  root: 'AAAA',
  at: utcOf(NOW - ageMs),
  by: 'x',
  file: null,
});
const policy = (maxAgeMs: number, ...kinds: Anchor['kind'][]) => ({ kinds, maxAgeMs });

test('no anchor is asked for where the policy names no kind', () => {
  expect(anchorAge([], policy(DAY), NOW)).toEqual({ kind: 'not-asked' });
  expect(anchorsSuffice({ kind: 'not-asked' })).toBe(true);
});

test('the newest of the kinds that are asked for counts, whatever else there is', () => {
  const anchors = [
    anchor('exported', 0),
    anchor('tsa', 3 * DAY),
    anchor('tsa', DAY / 2),
    anchor('witness', DAY),
  ];
  expect(anchorAge(anchors, policy(DAY, 'tsa', 'witness'), NOW)).toMatchObject({
    kind: 'fresh',
    anchor: { kind: 'tsa' },
    ageMs: DAY / 2,
  });
  expect(anchorAge(anchors, policy(DAY / 2, 'witness'), NOW)).toMatchObject({ kind: 'too-old', ageMs: DAY });
});

test('exactly as old as the policy says is young enough, a millisecond more is not', () => {
  expect(anchorAge([anchor('tsa', DAY)], policy(DAY, 'tsa'), NOW).kind).toBe('fresh');
  expect(anchorAge([anchor('tsa', DAY + 1)], policy(DAY, 'tsa'), NOW).kind).toBe('too-old');
});

test('why none counts is told: none of the kinds, or one of the future', () => {
  expect(anchorAge([anchor('exported', 0)], policy(DAY, 'tsa'), NOW)).toEqual({
    kind: 'missing',
    why: 'none',
    asked: ['tsa'],
  });
  expect(anchorAge([anchor('tsa', -DAY)], policy(DAY, 'tsa'), NOW)).toMatchObject({ why: 'ahead-of-clock' });
  expect(anchorAge([anchor('tsa', -60_000)], policy(DAY, 'tsa'), NOW)).toMatchObject({
    kind: 'fresh',
    ageMs: 0,
  });
});

test('time alone never makes a verdict better, and an anchor of the future never makes one good', () => {
  const any = fc.array(
    fc.tuple(fc.constantFrom(...ANCHOR_KINDS), fc.integer({ min: -9 * DAY, max: 9 * DAY })),
  );
  fc.assert(
    fc.property(
      any,
      fc.integer({ min: 1, max: 9 * DAY }),
      fc.subarray([...ANCHOR_KINDS], { minLength: 1 }),
      (list, maxAgeMs, kinds) => {
        const past = list.filter(([, age]) => age >= 0).map(([kind, age]) => anchor(kind, age));
        const all = list.map(([kind, age]) => anchor(kind, age));
        const asked = { kinds, maxAgeMs };
        const now = anchorsSuffice(anchorAge(past, asked, NOW));
        if (!now) expect(anchorsSuffice(anchorAge(past, asked, NOW + DAY))).toBe(false);
        const later = list.filter(([, age]) => age < -300_000).map(([kind, age]) => anchor(kind, age));
        expect(anchorsSuffice(anchorAge(later, asked, NOW))).toBe(false);
        expect(anchorsSuffice(anchorAge([...past, ...later], asked, NOW))).toBe(now);
        expect(all.length).toBe(list.length);
      },
    ),
  );
});
