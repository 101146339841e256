import { chmodSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { inspect } from '../../src/audit/inspect.ts';
import { publishLog } from '../../src/audit/publish-log.ts';
import { reconcile } from '../../src/audit/reconcile.ts';
import { alarmsOf } from '../../src/daemon/inspection-alarms.ts';
import { putPhotos, recordings, SetClock, sealedPath } from '../support/flow-bench.ts';
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
const signal = new AbortController().signal;

beforeEach(async () => {
  place = makePlace('storage-gone');
  places.push(place);
  station = await openTestStation({ data: join(place, 'data'), clock: new SetClock() });
  putPhotos(join(place, 'card'), 3);
  await dock(station, join(place, 'card'));
  return () => station.close();
});

const inspected = async () => {
  await publishLog(station, { origin: 'test' });
  const { findings } = await inspect(station, {
    origin: 'test',
    remembered: null,
    stallMs: 5_000,
    signal,
    onProgress: () => {},
  });
  return findings;
};

describe('ZZ-55.5 WS-23.5 ZY-22.4 storage that somebody has destroyed', () => {
  test('a disk of the vault that is gone: each recording of it is named, with its recorder, and it is an alarm', async () => {
    const rows = await recordings(station);
    renameSync(join(station.vault.root, '2026'), join(place, 'smashed'));
    const findings = await inspected();
    expect(findings.map(({ kind, about }) => [kind, about])).toEqual(
      rows.map(({ folder }) => ['folder-missing', folder]),
    );
    expect(alarmsOf(findings)).toEqual(['sealed-differs']);
    const input = { zone: 'Asia/Shanghai', origin: 'test', actor: TEST_ACTOR, signal };
    expect(await reconcile({ ...station, destroyed: station.catalog }, input)).toMatchObject({
      totals: { sealed: 3, inVault: 0, destroyed: 0 },
      differences: 3,
    });
    expect(await station.catalog.differences('open', null, 9)).toMatchObject(
      rows.map(({ id }) => ({ kind: 'sealed-not-in-vault', about: id, recorder: 'BC240001' })),
    );
    // Nothing of them is forgotten: who recorded what, when, and its digest stand in catalogue and log.
    expect(await recordings(station)).toEqual(rows);
    renameSync(join(place, 'smashed'), join(station.vault.root, '2026'));
    expect(await inspected()).toEqual([]);
  });

  test('one file that somebody has removed is named, and the others are sound', async () => {
    const [row] = await recordings(station);
    if (row === undefined) throw new Error('nothing is sealed');
    const file = sealedPath(station, row);
    chmodSync(join(file, '..'), 0o755);
    unlinkSync(file);
    chmodSync(join(file, '..'), 0o555);
    const findings = await inspected();
    expect(findings.map(({ kind, about }) => [kind, about])).toEqual([
      ['file-missing', `${row.folder}/${row.manifest.file.sealedAs}`],
    ]);
    expect(alarmsOf(findings)).toEqual(['sealed-differs']);
  });
});
