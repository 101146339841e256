import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearCard } from '../../src/clearing/clear-card.ts';
import type { ClearContext } from '../../src/clearing/clear-context.ts';
import { clearIdOf } from '../../src/evidence/clearing.ts';
import type { DockReport } from '../../src/evidence/dock.ts';
import { probeCard } from '../../src/ingest/probe-recordings.ts';
import type { Cards } from '../../src/ports/card.ts';
import { UNPLAYABLE } from '../../src/ports/probe.ts';
import { FakeCleaner } from '../fakes/fake-cleaner.ts';
import { entries, photoName, putPhotos, recordingOf } from '../support/flow-bench.ts';
import { moveHold, putCase, putHold, putLink } from '../support/hold-facts.ts';
import {
  dock,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

let card: string;
let station: TestStation;
let cleaner: FakeCleaner;
beforeEach(async () => {
  card = makePlace('card');
  cleaner = new FakeCleaner();
  station = await openTestStation();
});
afterEach(async () => {
  await station.close();
  removeFolder(station.data);
  removeFolder(card);
});

/** Does something in the last moment before the gate is asked again: the whole card has been planned by then. */
function beforeTheOrder(act: () => Promise<unknown>): Cards {
  return {
    ...station.cards,
    open: async (request) => {
      const opened = await station.cards.open(request);
      // Asked first when it is opened, and last when all of it has been planned.
      let isPlanned = false;
      return new Proxy(opened, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (name !== 'isStillThere') {
            isPlanned = true;
            return typeof value === 'function' ? value.bind(target) : value;
          }
          return async () => {
            if (isPlanned) await act();
            return target.isStillThere();
          };
        },
      });
    },
  };
}

const clear = (report: DockReport, number: number, cards: Cards = station.cards) => {
  const context: ClearContext = {
    ...station,
    cards,
    cleaner,
    clearing: { mode: 'after-seal', proof: 'compare', keepOnCardMs: null },
    // The catalogue itself is the gate, as in the running station.
    holds: station.catalog,
  };
  const { recorder, result } = report;
  const subject = { dock: report.dock, recorder, path: card, result, marks: [], medium: null };
  const id = clearIdOf('2026-11-20T08:00:00.000Z', String(number).padStart(8, '0'));
  const signal = new AbortController().signal;
  const prober = { probe: async () => ({ ...UNPLAYABLE, playable: true }) };
  return clearCard(context, subject, id, {
    signal,
    gone: signal,
    actor: TEST_ACTOR,
    probe: (of, until) =>
      probeCard(station, prober, { dock: of, actor: TEST_ACTOR, signal: until }, (act) => act()),
    onOrdered: () => {},
  });
};
const ordered = () =>
  cleaner.orders.map(({ files }) => files.map(({ pathHex }) => Buffer.from(pathHex, 'hex').toString()));

test('edge case 3: a hold on a case that is placed between plan and order keeps its file on the card, and only that', async () => {
  putPhotos(card, 3);
  const report = await dock(station, card);
  const { id } = await recordingOf(station, photoName(1));
  const held = beforeTheOrder(async () => {
    const { no } = await putCase(station.catalog, '市监罚〔2026〕12号');
    await putHold(station.catalog, { kind: 'case', case: no }, { state: 'proposed' });
    await putLink(station.catalog, no, id);
  });
  await clear(report, 1, held);
  expect(ordered()).toEqual([[photoName(0), photoName(2)]]);
  const [decided] = await entries(station, 'card.clear-ordered');
  expect(decided?.detail).toMatchObject({ files: 2, kept: { held: 1 } });
});

test('what is held when the card is planned stays, and goes at a later dock when the hold was released', async () => {
  putPhotos(card, 2);
  const report = await dock(station, card);
  const { id } = await recordingOf(station, photoName(0));
  const hold = await putHold(station.catalog, { kind: 'list', query: '{}', recordings: [id] });
  await clear(report, 1);
  expect(ordered()).toEqual([[photoName(1)]]);
  await moveHold(station.catalog, hold, { state: 'released', releasedAt: hold.placedAt });
  const again = await dock(station, card);
  await clear(again, 2);
  expect(ordered().at(-1)).toContain(photoName(0));
});
