import * as fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openClearOrders } from '../../src/adapters/clear-orders.ts';
import { openOrderFolder } from '../../src/adapters/clearer/order-folder.ts';
import { begunOf, clearBegunText } from '../../src/evidence/clear-begun.ts';
import {
  type ClearOrder,
  clearOrderText,
  clearResultText,
  parseClearOrder,
} from '../../src/evidence/clear-order.ts';
import type { CardCleaner } from '../../src/ports/card-cleaner.ts';
import { type CleanerBench, cardCleanerContract, clearOrderOf } from '../contracts/card-cleaner.contract.ts';
import { allRemoved, FakeCleaner } from '../fakes/fake-cleaner.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';

const ORDER = clearOrderOf();
const BOOT = 'this boot';
const isRoot = process.getuid?.() === 0;

let place: string;
let folder: string;
let cleaner: CardCleaner;
beforeEach(() => {
  place = makePlace('orders');
  folder = join(place, 'run/clear');
  cleaner = openClearOrders(folder, BOOT);
});
afterEach(() => removeFolder(place));

const resultPath = () => join(folder, `${ORDER.id}.result.json`);
const begin = (order: ClearOrder, boot = BOOT) => {
  fs.mkdirSync(folder, { recursive: true });
  const path = join(folder, `${order.id}.begun.json`);
  fs.writeFileSync(path, clearBegunText(begunOf(order, boot)));
  return path;
};
const answer = (text = clearResultText(allRemoved(ORDER)), mode = 0o644) => {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(resultPath(), text);
  fs.chmodSync(resultPath(), mode);
};

/** Both sides as they are: the daemon's, and the privileged program's view of the same folder. */
async function openBench(): Promise<CleanerBench> {
  const home = makePlace('cleaner');
  const at = join(home, 'clear');
  const asked = openClearOrders(at, BOOT);
  fs.mkdirSync(at, { mode: 0o700 });
  const program = openOrderFolder(at, process.getuid?.() ?? 0, () => {});
  return {
    cleaner: asked,
    begin: async (id) => {
      const order = (await program.take()).find((each) => each.id === id);
      return order !== undefined && program.begin(begunOf(order, BOOT));
    },
    answer: program.answer,
    garble: async (id) => fs.writeFileSync(join(at, `${id}.result.json`), 'no result'),
    close: async () => {
      program.close();
      removeFolder(home);
    },
  };
}

if (isRoot) cardCleanerContract('orders as files', openBench);
cardCleanerContract('the fake of the tests', async () => {
  const fake = new FakeCleaner();
  fake.answer = () => ({ kind: 'none' });
  return {
    cleaner: fake,
    begin: async (id) => fake.begin(id),
    answer: async (result) => fake.end(result.id, { kind: 'result', result }),
    garble: async (id) => void fake.answers.set(id, { kind: 'bad', why: 'no result' }),
    close: async () => {},
  };
});

describe('orders as files', () => {
  test('an order lies there whole, for its owner only, and is taken back with its answer', async () => {
    await cleaner.submit(ORDER);
    const path = join(folder, `${ORDER.id}.order.json`);
    expect(parseClearOrder(fs.readFileSync(path, 'utf8'))).toEqual(ORDER);
    expect(fs.statSync(path).mode & 0o777).toBe(0o600);
    expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
    answer();
    await cleaner.takeBack(ORDER.id);
    expect(fs.readdirSync(folder)).toEqual([`${ORDER.id}.result.json`]);
    await cleaner.settle(ORDER.id);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test('without an answer there is none, however long it is waited for', async () => {
    expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'none' });
    expect(await cleaner.answered()).toEqual([]);
    expect(await cleaner.answerTo(ORDER.id, 300, new AbortController().signal)).toEqual({ kind: 'none' });
    expect(await cleaner.answerTo(ORDER.id, 600_000, AbortSignal.abort())).toEqual({ kind: 'none' });
  });

  test.each([
    ['another card', clearOrderOf(2)],
    ['this card', ORDER],
  ])('while %s is being cleared, the time does not run', async (_, order) => {
    const notice = begin(order);
    const waiting = cleaner.answerTo(ORDER.id, 1, new AbortController().signal);
    let isOver = false;
    void waiting.then(() => {
      isOver = true;
    });
    await sleep(700);
    expect(isOver).toBe(false);
    fs.rmSync(notice);
    expect(await waiting).toEqual({ kind: 'none' });
  });

  test('what was begun before the machine was started anew is at work no more', async () => {
    begin(ORDER, 'the boot before');
    expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'none' });
  });

  test('what cannot be read as a notice counts as being at work: nobody is told too early that a card is free', async () => {
    fs.writeFileSync(begin(ORDER), clearOrderText(ORDER));
    expect(await cleaner.look(ORDER.id)).toEqual({ kind: 'begun' });
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
