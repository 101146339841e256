import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DockEvent, DockReport } from '../../src/evidence/dock.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import type { RecorderNo } from '../../src/evidence/ids.ts';
import { Berths } from '../../src/ingest/berths.ts';
import { fakeClipBytes } from '../cards/fake-clip.ts';
import { mover, open, place, station, useCardBench, useMover } from '../support/card-bench.ts';
import {
  entries,
  findings,
  MOVERS,
  photoName,
  put,
  putPhotos,
  recordings,
  SetClock,
} from '../support/flow-bench.ts';
import { dock, makePlace, openTestStation, removeFolder } from '../support/test-station.ts';

useCardBench('two');

describe.each(MOVERS)('two cards at the same time, with %s,', (_, openMover) => {
  useMover(openMover);
  beforeEach(() => open({ mover }));
  const card = (name: string) => join(place, name);

  test('of two recorders are taken side by side', async () => {
    putPhotos(card('a'), 6, 5_000, 'BC240001');
    putPhotos(card('b'), 6, 5_000, 'BC240002');
    const reports = await Promise.all([dock(station, card('a')), dock(station, card('b'))]);
    expect(reports.map((report) => [report.recorder, report.counts.sealed, report.result])).toEqual([
      ['BC240001', 6, 'done'],
      ['BC240002', 6, 'done'],
    ]);
    expect(reports.flatMap((report) => report.marks)).not.toContain('recorder-docked-twice');
    expect(await findings(station)).toEqual([]);
  });

  test('with the same label take turns, both are sealed whole, and it is told', async () => {
    for (const name of ['a', 'b']) {
      // The same path, size and time on both, as two recorders of one make write them; other bytes.
      put(card(name), 'files/data/20261118/0001.mp4', fakeClipBytes(`first of ${name}`, 90_000));
      put(card(name), 'files/data/20261118/0002.mp4', fakeClipBytes('of both', 90_000));
      put(card(name), `files/data/20261118/only-${name}.mp4`, 5_000);
    }
    const both = () => Promise.all(['a', 'b'].map((name) => dock(station, card(name), { label: 'CAM01' })));
    const reports = await both();
    expect(reports.map((report) => [report.recorder, report.model])).toEqual([
      ['CAM01', 'tecsar'],
      ['CAM01', 'tecsar'],
    ]);
    expect(reports.map((report) => report.marks.includes('recorder-docked-twice')).sort()).toEqual([
      false,
      true,
    ]);
    const sum = (key: 'sealed' | 'metAgain' | 'failed' | 'pending') =>
      reports.reduce((total, report) => total + report.counts[key], 0);
    expect([sum('sealed'), sum('metAgain'), sum('failed'), sum('pending')]).toEqual([5, 1, 0, 0]);
    expect(await recordings(station)).toHaveLength(5);
    expect(await entries(station, 'recorder.first-seen')).toHaveLength(1);

    const again = await both();
    expect(again.map((report) => report.counts)).toMatchObject([
      { sealed: 0, metAgain: 3, failed: 0 },
      { sealed: 0, metAgain: 3, failed: 0 },
    ]);
    expect(await findings(station)).toEqual([]);
  });

  test('with the same bytes but of two recorders give each recorder its recording', async () => {
    const bytes = fakeClipBytes('same', 5_000);
    put(card('a'), photoName(0, 'BC240001'), bytes);
    put(card('b'), photoName(0, 'BC240002'), bytes);
    await Promise.all([dock(station, card('a')), dock(station, card('b'))]);
    expect((await recordings(station)).map((row) => row.manifest.recorder.no).sort()).toEqual([
      'BC240001',
      'BC240002',
    ]);
  });

  test('one of which fails do not trouble each other', async () => {
    putPhotos(card('a'), 3);
    put(card('b'), 'Pictures/holiday.jpg', 100);
    const [a, b] = await Promise.all([dock(station, card('a')), dock(station, card('b'))]);
    expect([a?.result, b?.result]).toEqual(['done', 'refused']);
  });

  test('of which the waiting one is stopped leave the other alone', async () => {
    putPhotos(card('a'), 8, 40_000);
    putPhotos(card('b'), 3);
    const stop = new AbortController();
    let second: Promise<DockReport> | null = null;
    const onEvent = ({ kind }: DockEvent) => {
      if (kind === 'identified') second = dock(station, card('b'), { signal: stop.signal });
      if (kind === 'sealed') stop.abort();
    };
    expect(await dock(station, card('a'), { onEvent })).toMatchObject({
      result: 'done',
      counts: { sealed: 8 },
    });
    expect(await second).toMatchObject({ result: 'stopped', code: 'interrupted', counts: { sealed: 0 } });
    expect((await dock(station, card('b'))).counts.sealed).toBe(3);
  });
});

test('a card that holds a file named by another recorder keeps that number for it, and says so', async () => {
  const place = makePlace('two');
  const station = await openTestStation({ data: join(place, 'data'), clock: new SetClock() });
  putPhotos(join(place, 'card'), 3);
  put(join(place, 'card'), photoName(9, 'BC249999'), 4_000);
  const report = await dock(station, join(place, 'card'));
  expect(report).toMatchObject({ recorder: 'BC240001', result: 'done', counts: { sealed: 4 } });
  const other = (await recordings(station)).find((row) => row.manifest.recorder.no === 'BC249999');
  expect(other?.marks).toEqual(['name-of-another-recorder']);
  expect((await station.catalog.recorders(null, 10)).map((row) => [row.no, row.recordings])).toEqual([
    ['BC240001', 3],
    ['BC249999', 1],
  ]);
  expect(await findings(station)).toEqual([]);
  await station.close();
  removeFolder(place);
});

test.each([
  ['another card holds its turn', false, true],
  ['the visit before a quick replug holds it', true, false],
])('a recorder is docked twice only by a card that is there: %s', async (_, isGone, twice) => {
  const berths = new Berths();
  const gone = new AbortController();
  const recorder = 'BC240001' as RecorderNo;
  const first = await berths.takeTurn(recorder, gone.signal);
  expect(first.twice).toBe(false);
  const second = berths.takeTurn(recorder, new AbortController().signal);
  if (isGone) gone.abort(new SealdockError('card-gone'));
  first.release();
  expect((await second).twice).toBe(twice);
});
