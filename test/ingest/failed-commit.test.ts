import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SealdockError } from '../../src/evidence/errors.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import type { Catalog } from '../../src/ports/catalog.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { expectSealedExactlyOnce } from '../support/sealed-once.ts';
import { dock, makePlace, openTestStation, removeFolder } from '../support/test-station.ts';

const place = makePlace('failed-commit');
const card = join(place, 'card');
afterAll(() => removeFolder(place));

for (let n = 0; n < 6; n += 1) {
  const name = `Media/Video/DCAM_BC240001_A01234_20261118_08300${n}.mp4`;
  writeFakeClip(join(card, name), fakeClipBytes(name, 3_000 + n), new Date('2026-11-18T01:00:00Z'));
}

test('two docks at once with one and the same file seal it once, and leave nothing unsettled', async () => {
  const station = await openTestStation();
  const twin = join(place, 'twin');
  for (const [n, name] of [
    'DCAM_BC240002_A01234_20261118_070000.mp4',
    'DCAM_BC240002_A01234_20261118_071000.mp4',
  ].entries()) {
    writeFakeClip(
      join(twin, 'Media/Video', name),
      fakeClipBytes(name, 900 + n),
      new Date('2026-11-18T00:00:00Z'),
    );
  }
  for (let n = 0; n < 6; n += 1) {
    const name = `Media/Video/DCAM_BC240001_A01234_20261118_08300${n}.mp4`;
    writeFakeClip(join(twin, name), fakeClipBytes(name, 3_000 + n), new Date('2026-11-18T01:00:00Z'));
  }
  const reports = await Promise.all([dock(station, card), dock(station, twin, { recorder: 'BC240002' })]);
  for (const report of reports) expect(report.counts).toMatchObject({ failed: 0, pending: 0 });
  expect(reports.reduce((sum, { counts }) => sum + counts.sealed, 0)).toBe(8);
  expect(reports.reduce((sum, { counts }) => sum + counts.metAgain, 0)).toBe(6);
  expect(await station.catalog.intents()).toEqual([]);
  expect(await station.vault.tornCopies()).toEqual([]);
  expect((await dock(station, card)).counts.metAgain).toBe(6);
  await station.close();
  removeFolder(station.data);
});

/** The n-th commit of a group fails, as on a disk that is full for a moment. */
function failingOnce(method: keyof Catalog, code: 'vault-full' | 'catalogue-failed') {
  let isDue = true;
  return <T extends object>(name: string, port: T): T => {
    if (name !== 'catalog') return port;
    return new Proxy(port, {
      get: (target, property) => {
        if (property === method && isDue) {
          isDue = false;
          return () => Promise.reject(new SealdockError(code));
        }
        return Reflect.get(target, property) as unknown;
      },
    });
  };
}

test.each([
  ['catalogue', 'catalogue-failed'],
  ['catalogue', 'vault-full'],
  ['intend', 'vault-full'],
] as const)(
  'a commit that fails in %s (%s) stops its dock, and the next one finishes it while others are docked',
  async (method, code) => {
    const station = await openTestStation({ wrap: failingOnce(method, code) });
    const stopped = await dock(station, card);
    expect(stopped).toMatchObject({ result: 'stopped', code });
    expect(stopped.counts.failed).toBe(0);

    const leave = await station.berths.enter('dock-somebody-else' as DockId, async () => {});
    const again = await dock(station, card);
    expect(again.counts).toMatchObject({ found: 6, failed: 0, pending: 0 });
    await expectSealedExactlyOnce(station, card);
    leave();
    await station.close();
    removeFolder(station.data);
  },
);
