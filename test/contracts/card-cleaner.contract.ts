import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClearOrder, ClearResult } from '../../src/evidence/clear-order.ts';
import { type ClearId, clearIdOf } from '../../src/evidence/clearing.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { CardCleaner } from '../../src/ports/card-cleaner.ts';
import { allRemoved } from '../fakes/fake-cleaner.ts';

export function clearOrderOf(number = 1): ClearOrder {
  return {
    v: 1,
    id: clearIdOf('2026-11-20T08:00:00.000Z', number.toString(16).padStart(8, '0')),
    boot: 'b',
    dock: 'dock-20261120T080000-00000001',
    medium: { path: '/run/sealdock/media/sdb1', device: 'sdb1', diskSeq: '22' },
    proof: 'compare',
    files: [
      {
        recording: 'BC240001-20261118T083000-4f238a042431' as RecordingId,
        pathHex: '61',
        sizeBytes: 3,
        modifiedMs: 0,
        sha256: sha256Of('abc'),
        digestFile: null,
      },
    ],
  };
}

/** A cleaner, and what the privileged program does on its other side. */
export interface CleanerBench {
  readonly cleaner: CardCleaner;
  /** The program begins with an order that lies there. @returns false when it was taken back. */
  begin(id: ClearId): Promise<boolean>;
  answer(result: ClearResult): Promise<void>;
  /** Something that is no result lies where one should be. */
  garble(id: ClearId): Promise<void>;
  close(): Promise<void>;
}

/** What every cleaner keeps to. */
export function cardCleanerContract(name: string, open: () => Promise<CleanerBench>): void {
  describe(`clearing cards: ${name}`, () => {
    let bench: CleanerBench;
    let cleaner: CardCleaner;
    beforeEach(async () => {
      bench = await open();
      cleaner = bench.cleaner;
    });
    afterEach(() => bench.close());
    const ORDER = clearOrderOf();
    const soon = 1;
    const never = new AbortController().signal;

    test('an order that nobody gave has no answer, and can be taken back and settled', async () => {
      expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'none' });
      expect(await cleaner.answered()).toEqual([]);
      expect(await cleaner.takeBack(ORDER.id)).toEqual({ kind: 'none' });
      await cleaner.settle(ORDER.id);
    });

    test('an order that nobody begins has no answer; once taken back nobody can begin it', async () => {
      await cleaner.submit(ORDER);
      expect(await cleaner.answerTo(ORDER.id, soon, never)).toEqual({ kind: 'none' });
      expect(await cleaner.takeBack(ORDER.id)).toEqual({ kind: 'none' });
      expect(await bench.begin(ORDER.id)).toBe(false);
      expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'none' });
    });

    test('one that was begun says so, cannot be taken back, and counts as no answer', async () => {
      await cleaner.submit(ORDER);
      expect(await bench.begin(ORDER.id)).toBe(true);
      expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'begun' });
      expect(await cleaner.takeBack(ORDER.id)).toEqual({ kind: 'begun' });
      expect(await cleaner.answered()).toEqual([]);
      expect(await cleaner.answerTo(ORDER.id, soon, AbortSignal.abort())).toEqual({ kind: 'begun' });
    });

    test('its result ends it, and stands until it is settled', async () => {
      await cleaner.submit(ORDER);
      await bench.begin(ORDER.id);
      await bench.answer(allRemoved(ORDER));
      const answer = { kind: 'result', result: allRemoved(ORDER) };
      expect(await cleaner.answerTo(ORDER.id, soon, never)).toEqual(answer);
      expect(await cleaner.look(ORDER.id)).toEqual(answer);
      expect(await cleaner.takeBack(ORDER.id)).toEqual(answer);
      expect(await cleaner.answered()).toEqual([ORDER.id]);
      await cleaner.settle(ORDER.id);
      expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'none' });
      expect(await cleaner.answered()).toEqual([]);
    });

    test('what is no result is told as such, and not while somebody is at work', async () => {
      await cleaner.submit(ORDER);
      await bench.garble(ORDER.id);
      expect(await cleaner.look(ORDER.id)).toMatchObject({ kind: 'bad' });
      await bench.begin(ORDER.id);
      expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'begun' });
    });

    test('orders do not answer for each other', async () => {
      const other = clearOrderOf(2);
      await cleaner.submit(ORDER);
      await cleaner.submit(other);
      await bench.begin(other.id);
      await bench.answer(allRemoved(other));
      expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'none' });
      expect(await cleaner.takeBack(ORDER.id)).toEqual({ kind: 'none' });
      expect(await cleaner.look(other.id)).toMatchObject({ kind: 'result' });
    });
  });
}
