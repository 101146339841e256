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
