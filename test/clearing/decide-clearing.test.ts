import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ClearFileFacts,
  type ClearSettings,
  decideClearing,
  vetoesOf,
} from '../../src/clearing/decide-clearing.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { DOCK_MARKS } from '../../src/evidence/dock.ts';
import { MARKS } from '../../src/evidence/marks.ts';
import type { CardFile } from '../../src/evidence/recording.ts';
import { type UtcTime, utcOf } from '../../src/evidence/time.ts';
import { type ProbeFacts, UNPLAYABLE } from '../../src/ports/probe.ts';

const NOW_MS = Date.parse('2026-11-21T08:00:00Z');
const DAY_MS = 86_400_000;
const POLICY: ClearSettings = { mode: 'after-seal', proof: 'compare', keepOnCardMs: null };

const PLAYS: ProbeFacts = { ...UNPLAYABLE, playable: true };

const FILE: CardFile = {
  path: { text: 'Media/Video/a.mp4', hex: null },
  sizeBytes: 1_000,
  modifiedAt: '2026-11-18T04:00:00.000Z' as UtcTime,
  inode: '7:12',
};

function sealed(
  changes: {
    sizeBytes?: number;
    marks?: readonly (typeof MARKS)[number][];
    at?: UtcTime;
    probe?: ProbeFacts | null;
  } = {},
) {
  const file = { sizeBytes: changes.sizeBytes ?? 1_000, sha256: sha256Of('a') };
  return {
    manifest: { file, sealedAt: changes.at ?? ('2026-11-20T08:00:00.000Z' as UtcTime) },
    marks: changes.marks ?? [],
    probe: changes.probe === undefined ? PLAYS : changes.probe,
  } as unknown as NonNullable<ClearFileFacts['recording']>;
}

const SOUND: ClearFileFacts = {
  file: FILE,
  now: FILE,
  hasInodes: true,
  recording: sealed(),
  isHeld: false,
  vault: 'whole',
  digestFile: 'none',
};

describe('one file', () => {
  test('goes when it is sealed, whole in the vault and on the card as it was sealed', () => {
    expect(decideClearing(SOUND, POLICY, NOW_MS)).toEqual({ kind: 'clear' });
    expect(decideClearing({ ...SOUND, digestFile: 'agrees' }, POLICY, NOW_MS)).toEqual({ kind: 'clear' });
  });

  test.each([
    ['is not in the catalogue', { recording: null }, ['not-sealed']],
    ['was sealed with another size', { recording: sealed({ sizeBytes: 999 }) }, ['not-sealed']],
    ['is not on the card any more', { now: null }, ['absent']],
    ['has grown since', { now: { ...FILE, sizeBytes: 1_001 } }, ['changed']],
    ['was written since', { now: { ...FILE, modifiedAt: utcOf(NOW_MS) } }, ['changed']],
    ['was put in the place of the sealed one', { now: { ...FILE, inode: '7:13' } }, ['changed']],
    ['has no good copy in the vault', { vault: 'differs' }, ['vault-differs']],
    ['has a copy that was only read from the cache', { vault: 'unproved' }, ['vault-unproved']],
    ['is held', { isHeld: true }, ['held']],
    ['was not probed yet', { recording: sealed({ probe: null }) }, ['not-probed']],
    [
      'was not what the recorder itself says',
      { recording: sealed({ marks: ['card-digest-differs'] }) },
      ['finding'],
    ],
    ['lies beside a digest file that says something else', { digestFile: 'disputed' }, ['digest-file']],
    ['is held and has no good copy', { isHeld: true, vault: 'differs' }, ['vault-differs', 'held']],
  ] as const)('stays when it %s', (_, change, reasons) => {
    const facts = { ...SOUND, ...change } as ClearFileFacts;
    expect(decideClearing(facts, POLICY, NOW_MS)).toEqual({ kind: 'keep', reasons, until: null });
  });

  test('FAT makes up inode numbers: there they tell nothing', () => {
    const facts = { ...SOUND, hasInodes: false, now: { ...FILE, inode: '7:13' } };
    expect(decideClearing(facts, POLICY, NOW_MS)).toEqual({ kind: 'clear' });
  });

  test('stays for its time of grace, which ends to the millisecond', () => {
    const policy = { ...POLICY, keepOnCardMs: 3 * DAY_MS };
    const end = Date.parse('2026-11-23T08:00:00Z');
    const until = '2026-11-23T08:00:00.000Z';
    expect(decideClearing(SOUND, policy, NOW_MS)).toEqual({ kind: 'keep', reasons: ['grace'], until });
    expect(decideClearing(SOUND, policy, end - 1)).toEqual({ kind: 'keep', reasons: ['grace'], until });
    expect(decideClearing(SOUND, policy, end)).toEqual({ kind: 'clear' });
  });

  test('no time is promised when something else keeps it too', () => {
    const verdict = decideClearing(
      { ...SOUND, isHeld: true },
      { ...POLICY, keepOnCardMs: DAY_MS * 30 },
      NOW_MS,
    );
    expect(verdict).toEqual({ kind: 'keep', reasons: ['held', 'grace'], until: null });
  });

  test('whatever the facts, it goes only if every single condition holds', () => {
    const facts = fc.record({
      file: fc.constant(FILE),
      now: fc.option(
        fc.record({
          path: fc.constant(FILE.path),
          sizeBytes: fc.constantFrom(1_000, 1_001),
          modifiedAt: fc.constantFrom(FILE.modifiedAt, utcOf(NOW_MS)),
          inode: fc.constantFrom('7:12', '7:13'),
        }),
      ),
      hasInodes: fc.boolean(),
      recording: fc.option(
        fc
          .tuple(fc.constantFrom(1_000, 2), fc.subarray([...MARKS]), fc.constantFrom(PLAYS, null))
          .map(([sizeBytes, marks, probe]) => sealed({ sizeBytes, marks, probe })),
      ),
      isHeld: fc.boolean(),
      vault: fc.constantFrom('whole' as const, 'unproved' as const, 'differs' as const),
      digestFile: fc.constantFrom('none' as const, 'agrees' as const, 'disputed' as const),
    });
    const days = fc.option(fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(facts, days, (given, keepDays) => {
        const policy = { ...POLICY, keepOnCardMs: keepDays === null ? null : keepDays * DAY_MS };
        const verdict = decideClearing(given, policy, NOW_MS);
        const harmless = [
          'important',
          'encrypted',
          'name-not-recognised',
          'unexpected-folder',
          'time-disagrees',
        ];
        const mayGo =
          given.recording?.manifest.file.sizeBytes === 1_000 &&
          given.recording.probe !== null &&
          given.recording.marks.every((mark) => [...harmless, 'card-digest-missing'].includes(mark)) &&
          given.now?.sizeBytes === 1_000 &&
          given.now.modifiedAt === FILE.modifiedAt &&
          (!given.hasInodes || given.now.inode === FILE.inode) &&
          given.vault === 'whole' &&
          !given.isHeld &&
          given.digestFile !== 'disputed' &&
          (keepDays ?? 0) <= 1;
        expect(verdict.kind).toBe(mayGo ? 'clear' : 'keep');
        if (verdict.kind === 'keep') expect(verdict.reasons.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a card', () => {
  const DONE = { result: 'done', marks: [], medium: 'same' } as const;

  test('may be cleared after a dock that took everything and found nothing', () => {
    expect(vetoesOf(DONE, POLICY)).toEqual([]);
  });

  test.each(['findings', 'refused', 'gone', 'stopped', 'interrupted', null] as const)(
    'stays as it is after a dock that ended as %s',
    (result) => {
      expect(vetoesOf({ ...DONE, result }, POLICY)).toEqual(['dock-not-done']);
    },
  );

  test.each(DOCK_MARKS)('stays as it is while it is marked %s', (mark) => {
    expect(vetoesOf({ ...DONE, marks: [mark] }, POLICY)).toEqual(['dock-marks']);
  });

  test('is never cleared by default, nor when it is a plain folder or another medium by now', () => {
    expect(vetoesOf(DONE, { mode: 'off' })).toEqual(['off']);
    expect(vetoesOf({ ...DONE, medium: 'none' }, POLICY)).toEqual(['no-medium']);
    expect(vetoesOf({ ...DONE, medium: 'other' }, POLICY)).toEqual(['other-medium']);
  });
});
