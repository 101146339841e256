import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as settled } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dockCard } from '../../src/ingest/dock-card.ts';
import { Precedence, YIELDING_FILES } from '../../src/ingest/precedence.ts';
import { openReadingTurns } from '../../src/ingest/reading-turns.ts';
import type { ByteMover, CopyJob } from '../../src/ports/mover.ts';
import { PlainMover } from '../fakes/plain-mover.ts';
import { putPhotos, SetClock } from '../support/flow-bench.ts';
import {
  dockRequest,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';
import { until } from '../support/until.ts';

const FILES_AT_ONCE = 4;

let place: string;
let station: TestStation;
beforeEach(() => {
  place = makePlace('precedence');
  mkdirSync(place, { recursive: true });
});
afterEach(() => removeFolder(place));

/** A mover whose copies wait until they are let go, one after the other. */
function heldMover(): {
  mover: ByteMover;
  under: (card: string) => number;
  letGo: (card: string) => Promise<void>;
} {
  const plain = new PlainMover();
  const held: { job: CopyJob; go: () => void }[] = [];
  return {
    mover: {
      warm: () => plain.warm(),
      copy: async (job) => {
        await new Promise<void>((go) => held.push({ job, go }));
        return plain.copy(job);
      },
      readBack: (job) => plain.readBack(job),
      readBackAll: (job) => plain.readBackAll(job),
      close: () => plain.close(),
    },
    under: (card) => held.filter(({ job }) => job.cardRoot === card).length,
    letGo: async (card) => {
      const at = held.findIndex(({ job }) => job.cardRoot === card);
      held.splice(at, 1)[0]?.go();
    },
  };
}

test('while a priority card is taken, each other card has one file on its way, and all of them again after it', async () => {
  const { mover, under, letGo } = heldMover();
  station = await openTestStation({ data: join(place, 'data'), clock: new SetClock(), mover });
  const [urgent, other] = [join(place, 'urgent'), join(place, 'other')];
  putPhotos(urgent, 6, 3_000, 'BC240001');
  putPhotos(other, 12, 3_000, 'BC240002');
  const take = (path: string, isPriority: boolean) =>
    dockCard(station, dockRequest(path), {
      signal: new AbortController().signal,
      actor: TEST_ACTOR,
      onEvent: () => {},
      isPriority,
    });

  const ordinary = take(other, false);
  await until(() => under(other) === FILES_AT_ONCE);
  const priority = take(urgent, true);
  await until(() => under(urgent) === FILES_AT_ONCE);
  // What was on its way is not taken back; from then on it yields.
  for (let file = 0; file < FILES_AT_ONCE; file += 1) await letGo(other);
  await until(() => under(other) === YIELDING_FILES);
  // It never stands still: its next file begins although the priority card has not moved.
  await letGo(other);
  await until(() => under(other) === YIELDING_FILES);
  expect(under(urgent)).toBe(FILES_AT_ONCE);

  for (let file = 0; file < 6; file += 1) {
    await until(() => under(urgent) > 0);
    await letGo(urgent);
  }
  expect(await priority).toMatchObject({ result: 'done', counts: { sealed: 6 } });
  await until(() => under(other) === FILES_AT_ONCE);
  for (let file = 0; file < 7; file += 1) {
    await until(() => under(other) > 0);
    await letGo(other);
  }
  expect(await ordinary).toMatchObject({ result: 'done', counts: { sealed: 12 } });
  await station.close();
});

test('two priority cards do not yield to each other, and others wait for the last of them', () => {
  const precedence = new Precedence();
  let woken = 0;
  const card = (isPriority: boolean, onMore = () => {}) => precedence.enter({ isPriority, files: 4, onMore });
  const ordinary = card(false, () => {
    woken += 1;
  });
  const [one, two] = [card(true), card(true)];
  expect([ordinary.filesNow(), one.filesNow(), two.filesNow()]).toEqual([1, 4, 4]);
  one.leave();
  expect([ordinary.filesNow(), woken]).toEqual([1, 0]);
  two.leave();
  expect([ordinary.filesNow(), woken]).toEqual([4, 1]);
});

test('reads run up to the limit as it stands, and those that wait go on when it rises', async () => {
  let limit = 1;
  const turns = openReadingTurns(new SetClock(), () => limit, null);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const reads = [1, 2, 3].map((at) =>
    turns.run(1, new AbortController().signal, () => {
      begun.push(at);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  await settled();
  expect(begun).toEqual([1]);
  limit = 3;
  turns.wake();
  await settled();
  expect(begun).toEqual([1, 2, 3]);
  for (const finish of ends) finish();
  await Promise.all(reads);
});
