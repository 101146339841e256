import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCards } from '../../src/adapters/card-folder.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { LostCalls } from '../../src/ingest/lost-calls.ts';
import { openCard } from '../../src/ingest/open-card.ts';
import type { Card, Cards } from '../../src/ports/card.ts';
import { entries, putPhotos, SetClock } from '../support/flow-bench.ts';
import {
  dock,
  dockRequest,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_SETTINGS,
  type TestStation,
} from '../support/test-station.ts';

const never = () => new Promise<never>(() => {});
const codeOf = (thrown: unknown) => (thrown instanceof SealdockError ? thrown.code : String(thrown));
const end = (promise: Promise<unknown>) => promise.then(() => 'answered', codeOf);
const live = () => new AbortController().signal;

describe('a call to a card', () => {
  test('is waited for no longer than the stall limit, and its answer is handed on when it comes in time', async () => {
    const lost = new LostCalls();
    const bounds = { stallMs: 20, signal: live() };
    expect(await lost.bound('/a', 'x', bounds, async () => 7)).toBe(7);
    expect(await end(lost.bound('/a', 'x', bounds, never))).toBe('card-stalled');
    expect(await end(lost.bound('/a', 'x', bounds, () => Promise.reject(new SealdockError('busy'))))).toBe(
      'busy',
    );
  });

  test('that hangs counts until it comes back: with two of them that card is asked nothing, another one is', async () => {
    const lost = new LostCalls();
    const bounds = { stallMs: 10, signal: live() };
    let comeBack = (_: number) => {};
    const late = () => new Promise<number>((resolve) => (comeBack = resolve));
    await end(lost.bound('/a', 'x', bounds, never));
    await end(lost.bound('/a', 'x', bounds, late));
    let asked = false;
    const ask = async () => {
      asked = true;
    };
    expect(await end(lost.bound('/a', 'x', bounds, ask))).toBe('card-stalled');
    expect(asked).toBe(false);
    expect(await end(lost.bound('/b', 'x', bounds, ask))).toBe('answered');
    comeBack(1);
    await sleep(1);
    expect(lost.hangingAt('/a')).toBe(1);
    expect(await end(lost.bound('/a', 'x', bounds, ask))).toBe('answered');
  });

  test('ends with the reason for which its dock was ended', async () => {
    const lost = new LostCalls();
    const ending = new AbortController();
    const waiting = lost.bound('/a', 'x', { stallMs: 60_000, signal: ending.signal }, never);
    ending.abort(new SealdockError('card-gone'));
    expect(await end(waiting)).toBe('card-gone');
  });
});

describe('a dock', () => {
  let place: string;
  let card: string;
  let station: TestStation;
  const settings = { ...TEST_SETTINGS, stallMs: 60 };
  /** For cards that answer, on a machine that may be busy. */
  const patient = { ...TEST_SETTINGS, stallMs: 60_000 };

  beforeEach(() => {
    place = makePlace('sick-calls');
    card = join(place, 'card');
    putPhotos(card, 4);
  });
  afterEach(async () => {
    await station.close();
    removeFolder(place);
  });

  /** Cards of which some calls never come back. */
  async function open(sick: (real: Card) => Partial<Card>, path = card): Promise<TestStation> {
    const real = openCards([]);
    const cards: Cards = {
      open: async (request) => {
        const opened = await real.open(request);
        return request.path === path ? { ...opened, ...sick(opened) } : opened;
      },
    };
    station = await openTestStation({ data: join(place, 'data'), clock: new SetClock(), cards, settings });
    return station;
  }

  test('of a card whose folders cannot be listed is stopped as stalled, and another card is docked meanwhile', async () => {
    const other = join(place, 'other');
    putPhotos(other, 3, 2_000, 'BC240002');
    await open(() => ({ list: () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }) }));
    const [sick, well] = await Promise.all([
      dock(station, card),
      dock({ ...station, settings: patient }, other),
    ]);
    expect(sick).toMatchObject({ result: 'stopped', code: 'card-stalled', recorder: null });
    expect(well).toMatchObject({ result: 'done', counts: { sealed: 3 } });
  });

  test('of a card that does not even open is stopped as stalled', async () => {
    const cards = { open: never };
    station = await openTestStation({ data: join(place, 'data'), clock: new SetClock(), cards, settings });
    expect(await dock(station, card)).toMatchObject({ result: 'stopped', code: 'card-stalled' });
    expect(await dock(station, card)).toMatchObject({ result: 'stopped', code: 'card-stalled' });
    expect(station.berths.lost.hangingAt(`${card} `)).toBe(2);
    expect(await dock(station, card)).toMatchObject({ result: 'stopped', code: 'card-stalled' });
    expect(station.berths.lost.hangingAt(`${card} `)).toBe(2);
  });

  test('of a card with sealed files that cannot be compared names those and takes the others', async () => {
    await open(() => ({}));
    await dock({ ...station, settings: patient }, card);
    putPhotos(card, 6);
    const real = station.cards;
    let hung = 0;
    const cards: Cards = {
      open: async (request) => {
        const opened = await real.open(request);
        const readRange: Card['readRange'] = (...asked) => {
          hung += 1;
          return hung === 1 ? never() : opened.readRange(...asked);
        };
        return { ...opened, readRange };
      },
    };
    // One call hangs, and all others have to come back within the same limit.
    const report = await dock({ ...station, cards, settings: { ...settings, stallMs: 3_000 } }, card);
    expect(report).toMatchObject({ result: 'findings', counts: { sealed: 2, metAgain: 3, failed: 1 } });
    expect((await entries(station, 'file.failed')).map(({ reason }) => reason)).toEqual(['card-stalled']);
  });

  test('notices between reads that its medium is gone, and ends as that', async () => {
    const ending = new AbortController();
    await open(() => ({
      isStillThere: async () => false,
      list: () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }),
    }));
    const opened = await openCard({ ...station, settings: patient }, dockRequest(card), ending.signal, 10);
    try {
      const entry = opened.card.list()[Symbol.asyncIterator]().next();
      expect(await end(entry)).toBe('card-gone');
      expect(codeOf(opened.signal.reason)).toBe('card-gone');
    } finally {
      opened.close();
    }
  });

  test('that somebody saw the medium leave ends as gone, and says so in the audit', async () => {
    const gone = new AbortController();
    await open((real) => ({
      list: () => {
        gone.abort(new SealdockError('card-gone'));
        return real.list();
      },
    }));
    expect(await dock({ ...station, settings: patient }, card, { signal: gone.signal })).toMatchObject({
      result: 'gone',
      code: 'card-gone',
    });
    expect((await entries(station, 'dock.finished')).at(-1)).toMatchObject({
      reason: 'card-gone',
      after: 'gone',
    });
  });
});
