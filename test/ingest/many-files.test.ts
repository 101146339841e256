import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { makeManySmallFiles } from '../cards/make-cards.ts';
import { SetClock } from '../support/flow-bench.ts';
import { dock, makePlace, openTestStation, removeFolder, TEST_SETTINGS } from '../support/test-station.ts';

/** The issue asks for 20,000; `SEALDOCK_MANY_FILES=20000` does that. What matters is that memory does not follow. */
const FILES = Number(process.env.SEALDOCK_MANY_FILES ?? 1_500);
const HEAP_GROWTH_BYTES_LIMIT = 12 * 1_048_576;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const place = makePlace('many');
afterAll(() => removeFolder(place));

test(`a card of ${FILES} small files is sealed, and memory does not grow with it`, async () => {
  makeManySmallFiles(join(place, 'card'), FILES, 200);
  const station = await openTestStation({
    data: join(place, 'data'),
    clock: new SetClock(),
    settings: { ...TEST_SETTINGS, groupFiles: 64, groupWaitMs: 50 },
  });
  const heaps: number[] = [];
  let sealed = 0;
  const onEvent = ({ kind }: { kind: string }) => {
    if (kind !== 'sealed' && kind !== 'met-again') return;
    sealed += 1;
    if (sealed % 300 !== 0) return;
    collectGarbage();
    heaps.push(process.memoryUsage().heapUsed);
  };
  const report = await dock(station, join(place, 'card'), { onEvent });
  expect(report).toMatchObject({ result: 'done', counts: { sealed: FILES, failed: 0, pending: 0 } });
  const again = await dock(station, join(place, 'card'), { onEvent });
  expect(again).toMatchObject({ result: 'done', counts: { sealed: 0, metAgain: FILES } });
  expect(heaps.length).toBeGreaterThanOrEqual(10);
  expect(Math.max(...heaps) - (heaps[0] ?? 0)).toBeLessThan(HEAP_GROWTH_BYTES_LIMIT);
  await station.close();
});
