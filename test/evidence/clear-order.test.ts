import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ClearOrder,
  type ClearResult,
  clearDigestOf,
  clearOrderText,
  clearResultText,
  parseClearOrder,
  parseClearResult,
} from '../../src/evidence/clear-order.ts';
import { clearIdOf, parseClearId } from '../../src/evidence/clearing.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';

const ORDER: ClearOrder = {
  v: 1,
  id: clearIdOf('2026-11-20T08:00:00.000Z', '0123456789'),
  boot: 'b',
  dock: 'dock-20261120T080000-00000001',
  medium: { path: '/run/sealdock/media/sdb1', device: 'sdb1', diskSeq: '22' },
  proof: 'compare',
  files: [
    {
      recording: 'BC240001-20261118T083000-4f238a042431' as RecordingId,
      pathHex: Buffer.from('Media/现场\n"a".mp4').toString('hex'),
      sizeBytes: 3,
      modifiedMs: 1_700_000_000_000,
      sha256: sha256Of('abc'),
      digestFile: null,
    },
  ],
};

describe('a clear order', () => {
  test('is read back as it was written', () => {
    expect(parseClearId(ORDER.id)).toBe('clear-20261120T080000-01234567');
    expect(parseClearOrder(clearOrderText(ORDER))).toEqual(ORDER);
  });

  test('is refused when one character of it is another', () => {
    const text = clearOrderText(ORDER);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
        expect(parseClearOrder(changed)).toEqual(changed === text ? ORDER : null);
      }),
      { numRuns: 3_000 },
    );
  });

  const sealedAnew = (change: object) => {
    const order = { ...ORDER, ...change } as ClearOrder;
    return clearOrderText(order);
  };
  test.each([
    ['without files', { files: [] }],
    ['with more than it knows', { more: 1 }],
    ['with a path that is no hex', { files: [{ ...ORDER.files[0], pathHex: '2g' }] }],
    ['without a path', { files: [{ ...ORDER.files[0], pathHex: '' }] }],
    ['with too many files', { files: Array.from({ length: 5_001 }, () => ORDER.files[0]) }],
    ['with a device that is a path', { medium: { ...ORDER.medium, device: '../sda' } }],
    ['with an id that is a path', { id: '../../etc/passwd' }],
    [
      'that knows no DISKSEQ and does not compare',
      { medium: { ...ORDER.medium, diskSeq: null }, proof: 'sealed' },
    ],
  ])('%s is refused, whatever its digest says', (_, change) => {
    expect(parseClearOrder(sealedAnew(change))).toBeNull();
  });

  test('on a kernel without DISKSEQ is taken when it compares', () => {
    const order = { ...ORDER, medium: { ...ORDER.medium, diskSeq: null } };
    expect(parseClearOrder(clearOrderText(order))).toEqual(order);
  });
});

describe('a result', () => {
  const RESULT: ClearResult = {
    v: 1,
    id: ORDER.id,
    digest: clearDigestOf(ORDER),
    end: 'done',
    outcomes: ['removed'],
    isMounted: true,
    why: null,
  };

  test('is read back as it was written', () => {
    expect(parseClearResult(clearResultText(RESULT))).toEqual(RESULT);
  });

  test.each([
    ['text', 'removed'],
    ['another spelling', JSON.stringify(RESULT)],
    ['an unknown outcome', clearResultText({ ...RESULT, outcomes: ['gone' as 'removed'] })],
    ['nothing', ''],
    ['a list', '[]'],
  ])('%s is none', (_, text) => {
    expect(parseClearResult(text)).toBeNull();
  });
});
