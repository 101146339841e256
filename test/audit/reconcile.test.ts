import { chmodSync, cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { explainDifference } from '../../src/audit/explain-difference.ts';
import { reconcile } from '../../src/audit/reconcile.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import type { Destroyed } from '../../src/ports/destroyed.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { holdOn } from '../contracts/destruction.contract.ts';
import { allIds, execute, openBench, ready } from '../destruction/bench.ts';
import { entries, findings, putPhotos, recordings, SetClock } from '../support/flow-bench.ts';
import {
  dock,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

const places: string[] = [];
afterAll(() => places.forEach(removeFolder));
let place: string;
let station: TestStation;
let destroyed: Set<RecordingId>;

beforeEach(async () => {
  place = makePlace('reconcile');
  places.push(place);
  destroyed = new Set();
  station = await openTestStation({ data: join(place, 'data'), clock: new SetClock() });
  putPhotos(join(place, 'one'), 3);
  putPhotos(join(place, 'two'), 2, 3_000, 'BC240002');
  await dock(station, join(place, 'one'));
  await dock(station, join(place, 'two'));
  return () => station.close();
});

const register: Destroyed = {
  destroyedAmong: async (ids) => new Set(ids.filter((id) => destroyed.has(id))),
};
const run = (signal = new AbortController().signal) =>
  reconcile(
    { ...station, destroyed: register },
    { zone: 'Asia/Shanghai', origin: 'test', actor: TEST_ACTOR, signal },
  );
const open = async () =>
  (await station.catalog.differences('open', null, 99)).map(({ kind, about }) => `${kind}: ${about}`);
const takeAway = (folder: string) => {
  const path = join(station.vault.root, folder);
  chmodSync(path, 0o755);
  chmodSync(dirname(path), 0o755);
  renameSync(path, join(place, 'away'));
};
const bringBack = (folder: string) => renameSync(join(place, 'away'), join(station.vault.root, folder));
const anyOf = async () => {
  const [row] = await recordings(station);
  if (row === undefined) throw new Error('no recording');
  return row;
};

describe('ZZ-4, SM-33.4: seen on cards = sealed = in the vault = destroyed with a register', () => {
  test('adds up per day and recorder where nothing is amiss, and leaves an entry', async () => {
    const { days, totals, differences } = await run();
    expect(days).toEqual([
      { day: '2026-11-20', recorder: 'BC240001', seen: 3, sealed: 3, inVault: 3, destroyed: 0 },
      { day: '2026-11-20', recorder: 'BC240002', seen: 2, sealed: 2, inVault: 2, destroyed: 0 },
    ]);
    expect({ totals, differences }).toEqual({
      totals: { seen: 5, sealed: 5, inVault: 5, destroyed: 0 },
      differences: 0,
    });
    expect(await entries(station, 'reconciliation.finished')).toMatchObject([
      { after: 'equal', detail: { sealed: 5 } },
    ]);
    expect(await findings(station)).toEqual([]);
  });

  test('a card that is met again changes nothing', async () => {
    await dock(station, join(place, 'one'));
    expect(await run()).toMatchObject({ totals: { seen: 5, sealed: 5 }, differences: 0 });
  });

  test('footage that was seen and not sealed is listed with recorder and path, until it is sealed', async () => {
    const [name] = putPhotos(join(place, 'three'), 1, 3_000, 'BC240003');
    const { catalog } = station;
    const broken = { ...station.mover, copy: () => Promise.reject(new Error('read error')) };
    const { SealdockError } = await import('../../src/evidence/errors.ts');
    broken.copy = () => Promise.reject(new SealdockError('card-read-failed'));
    await dock(
      {
        ...station,
        mover: {
          ...broken,
          readBack: station.mover.readBack.bind(station.mover),
          readBackAll: station.mover.readBackAll.bind(station.mover),
          close: async () => {},
        },
      },
      join(place, 'three'),
    );
    expect((await run()).differences).toBe(1);
    expect(await open()).toEqual([`seen-not-sealed: BC240003 ${name}`]);
    await dock(station, join(place, 'three'));
    await run();
    expect(await open()).toEqual([]);
    expect(await catalog.differences('settled', null, 9)).toHaveLength(1);
  });

  test('what is sealed and gone from the vault is listed, and settled when it is there again', async () => {
    const row = await anyOf();
    takeAway(row.folder);
    expect(await run()).toMatchObject({ totals: { sealed: 5, inVault: 4 }, differences: 1 });
    expect(await open()).toEqual([`sealed-not-in-vault: ${row.id}`]);
    bringBack(row.folder);
    await run();
    expect(await open()).toEqual([]);
    takeAway(row.folder);
    await run();
    expect(await open()).toEqual([`sealed-not-in-vault: ${row.id}`]);
  });

  test('what a register tells of is missing rightly, and wrongly still there', async () => {
    const row = await anyOf();
    destroyed.add(row.id);
    await run();
    expect(await open()).toEqual([`destroyed-still-there: ${row.id}`]);
    takeAway(row.folder);
    expect(await run()).toMatchObject({ totals: { inVault: 4, destroyed: 1 } });
    expect(await open()).toEqual([]);
  });

  test('what was destroyed closes the sum of its day and recorder, and is told when it lies there again', async () => {
    const bench = await openBench({ data: join(place, 'bench') });
    try {
      const batch = await ready(bench, 3);
      const [kept, ...others] = (await allIds(bench)) as [RecordingId, ...RecordingId[]];
      await bench.catalog.placeHold(holdOn({ kind: 'recording', recording: kept }), draft('hold.placed'));
      const [gone] = await Promise.all(others.map((id) => bench.catalog.recording(id)));
      cpSync(join(bench.vault.root, gone?.folder ?? '-'), join(place, 'backup'), { recursive: true });
      await execute(bench, batch);
      const reconciled = async () =>
        reconcile(
          { ...bench, destroyed: bench.catalog },
          {
            zone: 'Asia/Shanghai',
            origin: 'test',
            actor: TEST_ACTOR,
            signal: new AbortController().signal,
          },
        );
      const sum = { seen: 3, sealed: 3, inVault: 1, destroyed: 2 };
      expect(await reconciled()).toMatchObject({
        days: [{ day: '2026-11-20', recorder: 'BC240001', ...sum }],
        totals: sum,
        differences: 0,
      });
      cpSync(join(place, 'backup'), join(bench.vault.root, gone?.folder ?? '-'), { recursive: true });
      expect(await reconciled()).toMatchObject({ totals: { ...sum, inVault: 2 }, differences: 1 });
      expect(await bench.catalog.differences('open', null, 9)).toMatchObject([
        { kind: 'destroyed-still-there', about: gone?.id, recorder: 'BC240001' },
      ]);
    } finally {
      await bench.close();
    }
  });

  test('a folder in the vault that nobody sealed is listed with its place', async () => {
    const folder = '2026/11/18/BC240009/BC240009-20261118T083000-0123456789ab';
    mkdirSync(join(station.vault.root, folder), { recursive: true });
    await run();
    expect(await open()).toEqual([`in-vault-not-sealed: ${folder}`]);
    rmSync(join(station.vault.root, folder), { recursive: true });
  });
});

describe('a difference', () => {
  test('stays explained once a person has said why, with reason and entry, whatever later runs find', async () => {
    const row = await anyOf();
    takeAway(row.folder);
    await run();
    const [difference] = await station.catalog.differences('open', null, 9);
    if (difference === undefined) throw new Error('none is open');
    await explainDifference(station.catalog, difference.id, { actor: TEST_ACTOR, reason: '硬盘送检' });
    expect(await entries(station, 'difference.explained')).toMatchObject([
      {
        reason: '硬盘送检',
        object: { kind: 'difference', id: String(difference.id) },
        detail: { about: row.id },
      },
    ]);
    await run();
    expect(await open()).toEqual([]);
    expect(await station.catalog.differences('explained', null, 9)).toMatchObject([{ reason: '硬盘送检' }]);
    await expect(
      explainDifference(station.catalog, difference.id, { actor: TEST_ACTOR, reason: 'again' }),
    ).rejects.toMatchObject({ code: 'difference-unknown' });
  });

  test('is neither found nor settled by a run that was interrupted', async () => {
    const ending = new AbortController();
    ending.abort();
    await expect(run(ending.signal)).rejects.toMatchObject({ code: 'interrupted' });
    expect(await entries(station, 'reconciliation.finished')).toEqual([]);
  });
});
