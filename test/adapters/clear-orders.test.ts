import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClearOrders } from '../../src/adapters/clear-orders.ts';
import { type ClearOrder, clearResultText, parseClearOrder } from '../../src/evidence/clear-order.ts';
import { clearIdOf } from '../../src/evidence/clearing.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { CardCleaner } from '../../src/ports/card-cleaner.ts';
import { allRemoved } from '../fakes/fake-cleaner.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const ORDER: ClearOrder = {
  v: 1,
  id: clearIdOf('2026-11-20T08:00:00.000Z', '00000001'),
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
const isRoot = process.getuid?.() === 0;

let place: string;
let folder: string;
let cleaner: CardCleaner;
beforeEach(() => {
  place = makePlace('orders');
  folder = join(place, 'run/clear');
  cleaner = openClearOrders(folder);
});
afterEach(() => removeFolder(place));

const resultPath = () => join(folder, `${ORDER.id}.result.json`);
const answer = (text = clearResultText(allRemoved(ORDER)), mode = 0o644) => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(resultPath(), text);
  fs.chmodSync(resultPath(), mode);
};

describe('orders as files', () => {
  test('an order lies there whole, for its owner only, and is taken back with its answer', async () => {
    await cleaner.submit(ORDER);
    const path = join(folder, `${ORDER.id}.order.json`);
    expect(parseClearOrder(fs.readFileSync(path, 'utf8'))).toEqual(ORDER);
    expect(fs.statSync(path).mode & 0o777).toBe(0o600);
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
    answer();
    await cleaner.settle(ORDER.id);
    expect(fs.readdirSync(folder)).toEqual([]);
    await cleaner.settle(ORDER.id);
  });

  test('without an answer there is none, however long it is waited for', async () => {
    expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'none' });
    expect(await cleaner.answered()).toEqual([]);
    expect(await cleaner.answerTo(ORDER.id, 300, new AbortController().signal)).toEqual({ kind: 'none' });
    expect(await cleaner.answerTo(ORDER.id, 600_000, AbortSignal.abort())).toEqual({ kind: 'none' });
  });

  test('while another card is being cleared, the time does not run', async () => {
    const other = join(folder, 'clear-20261120T080000-00000002.begun.json');
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(other, '');
    const waiting = cleaner.answerTo(ORDER.id, 1, new AbortController().signal);
    let isOver = false;
    void waiting.then(() => {
      isOver = true;
    });
    await sleep(700);
    expect(isOver).toBe(false);
    fs.rmSync(other);
    expect(await waiting).toEqual({ kind: 'none' });
  });

  test.skipIf(!isRoot)(
    'a result of root is believed, also one that comes while it is waited for',
    async () => {
      const waiting = cleaner.answerTo(ORDER.id, 60_000, new AbortController().signal);
      answer();
      expect(await waiting).toEqual({ kind: 'result', result: allRemoved(ORDER) });
      expect(await cleaner.answered()).toEqual([ORDER.id]);
    },
  );

  test.skipIf(!isRoot)('a result that somebody else owns or could have written is not', async () => {
    answer();
    fs.chownSync(resultPath(), 65_534, 65_534);
    expect(await cleaner.look(ORDER.id)).toMatchObject({ kind: 'bad' });
    fs.chownSync(resultPath(), 0, 0);
    fs.chmodSync(resultPath(), 0o666);
    expect(await cleaner.look(ORDER.id)).toMatchObject({ kind: 'bad' });
  });

  test.skipIf(!isRoot).each([
    ['is cut short', clearResultText(allRemoved(ORDER)).slice(0, -9)],
    ['is empty', ''],
    ['has another shape', '{"v":1}'],
    ['is longer than any', ' '.repeat(1_048_577)],
  ])('a result that %s is none', async (_, text) => {
    answer(text);
    expect(await cleaner.look(ORDER.id)).toMatchObject({ kind: 'bad' });
  });

  test('a link, a pipe or a folder in the place of a result is none', async () => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(join(place, 'elsewhere'), clearResultText(allRemoved(ORDER)));
    fs.symlinkSync(join(place, 'elsewhere'), resultPath());
    expect(await cleaner.look(ORDER.id)).toMatchObject({ kind: 'bad' });
    fs.rmSync(resultPath());
    fs.mkdirSync(resultPath());
    expect(await cleaner.look(ORDER.id)).toMatchObject({ kind: 'bad' });
  });

  test('a plain folder is no medium', async () => {
    expect(await cleaner.mediumAt(place)).toBeNull();
    expect(await cleaner.mediumAt(join(place, 'none'))).toBeNull();
  });
});
