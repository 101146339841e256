import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearCard } from '../../src/clearing/clear-card.ts';
import type { Station } from '../../src/compose.ts';
import { openClearing } from '../../src/daemon/clearing.ts';
import type { ClearOrder } from '../../src/evidence/clear-order.ts';
import { type ClearId, clearIdOf } from '../../src/evidence/clearing.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import type { ClearAnswer } from '../../src/ports/card-cleaner.ts';
import { UNPLAYABLE } from '../../src/ports/probe.ts';
import { allRemoved, FakeCleaner } from '../fakes/fake-cleaner.ts';
import { photoName, put } from '../support/flow-bench.ts';
import {
  dock,
  dockRequest,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

const ID = clearIdOf('2026-11-20T08:00:00.000Z', '00000001');
const never = new AbortController().signal;

let card: string;
let station: TestStation;
let cleaner: FakeCleaner;
let alarms: string[];
let ending: AbortController;

beforeEach(async () => {
  card = makePlace('card');
  station = await openTestStation();
  cleaner = new FakeCleaner();
  alarms = [];
  ending = new AbortController();
  put(card, photoName(0), 3_000);
});
afterEach(async () => {
  await station.close();
  removeFolder(station.data);
  removeFolder(card);
});

const context = () => ({
  ...station,
  cleaner,
  clearing: { mode: 'after-seal', proof: 'compare', keepOnCardMs: null } as const,
  holds: { heldAmong: async () => new Set<never>() },
});
const probe = async () => {
  for (const { id } of await station.catalog.unprobed(10)) {
    const draft = {
      act: 'recording.probed',
      actor: TEST_ACTOR,
      object: { kind: 'recording', id },
      reason: null,
      before: null,
      after: null,
      detail: {},
    } as const;
    await station.catalog.noteProbe(id, { ...UNPLAYABLE, playable: true }, draft);
  }
};
const open = () =>
  openClearing({ ...context(), newClearId: () => ID } as unknown as Station, {
    status: {
      raise: (source, ...codes) => void alarms.push(`${source} ${codes.join()}`),
      broke: () => {},
      clear: () => {},
    },
    probe,
    onDefect: () => {},
    signal: ending.signal,
  });
/** A daemon that was ended while the privileged program was at work on its order. */
const endedInTheMiddle = async () => {
  const report = await dock(station, card);
  const { dock: id, recorder, result } = report;
  const waiting = new AbortController();
  cleaner.answer = () => ({ kind: 'begun' });
  const subject = { dock: id, recorder, path: card, result, marks: [], medium: null };
  const onOrdered = () => waiting.abort();
  const options = { signal: waiting.signal, gone: never, actor: TEST_ACTOR, probe, onOrdered };
  await expect(clearCard(context(), subject, ID, options)).rejects.toMatchObject({ code: 'interrupted' });
  return report;
};

test('an order that outlives its daemon is waited for by the next one, and its card is docked only after that', async () => {
  const report = await endedInTheMiddle();
  const { promise, resolve } = Promise.withResolvers<ClearAnswer>();
  cleaner.answerTo = () => promise;
  const clearing = open();
  await clearing.settle();
  const ended = clearing.begunBefore(report.dock);
  expect(ended).not.toBeNull();
  let isFree = false;
  const free = clearing.freeFor({ path: card, medium: null }).then(() => {
    isFree = true;
  });
  await clearing.freeFor({ path: '/another', medium: null });
  await station.catalog.auditSize();
  expect(isFree).toBe(false);
  expect((await station.catalog.clear(ID))?.end).toBeNull();

  cleaner.end(ID, { kind: 'result', result: allRemoved(cleaner.orders[0] as ClearOrder) });
  resolve(await cleaner.look(ID));
  expect(await ended).toEqual({ kind: 'over', code: null });
  await free;
  expect((await station.catalog.clear(ID))?.end).toBe('done');
  expect(alarms).toEqual([]);
  await clearing.stop();
});

test('a second end while it is at work leaves it open once more', async () => {
  const report = await endedInTheMiddle();
  cleaner.answerTo = async (id: ClearId, _: number, signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return cleaner.look(id);
  };
  const clearing = open();
  await clearing.settle();
  const ended = clearing.begunBefore(report.dock);
  ending.abort();
  expect(await ended).toEqual({ kind: 'open' });
  await clearing.stop();
  expect((await station.catalog.clear(ID))?.end).toBeNull();
});

test('a card that is pulled before anything was ordered is no trouble, and one that leaves after it is', async () => {
  // This card is a folder, which is writable: as if it were mounted like a real one.
  const report = { ...(await dock(station, card)), marks: [] };
  const gone = AbortSignal.abort(new SealdockError('card-gone'));
  const after = { request: dockRequest(card), onOrdered: () => {} };
  expect(await open().after({ ...after, gone }, report)).toEqual({ kind: 'over', code: null });
  expect(alarms).toEqual([]);
  expect(cleaner.orders).toEqual([]);

  cleaner.answer = (order) => ({
    kind: 'result',
    result: { ...allRemoved(order), end: 'gone', outcomes: ['not-reached'], isMounted: false },
  });
  expect(await open().after({ ...after, gone: never }, report)).toEqual({
    kind: 'over',
    code: 'clear-refused',
  });
  expect(alarms).toEqual([`clearing ${card} clear-refused`]);
});
