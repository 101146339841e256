import * as fs from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DockEvent } from '../../src/evidence/dock.ts';
import { stagingKeyOf } from '../../src/ingest/staging-key.ts';
import { PlainMover } from '../fakes/plain-mover.ts';
import { card, mover, open, station, useCardBench, useMover } from '../support/card-bench.ts';
import {
  entries,
  failures,
  findings,
  MOVERS,
  photoName,
  put,
  putPhotos,
  recordingOf,
  recordings,
} from '../support/flow-bench.ts';
import { expectSealedExactlyOnce } from '../support/sealed-once.ts';
import { dock, TEST_SETTINGS } from '../support/test-station.ts';

const SICK = photoName(2);
const SIZE = 400_000;

useCardBench('sick');

beforeEach(() => {
  putPhotos(card, 5);
  put(card, SICK, SIZE);
});

/** Does something to the sick file as soon as the card is listed. */
function onceListed(act: () => void): (event: DockEvent) => void {
  return (event) => {
    if (event.kind === 'listed') act();
  };
}

describe.each(MOVERS)('with %s,', (_, openMover) => {
  useMover(openMover);

  /** Slow enough to be met in the middle of the copy, however late a busy machine tells of its bytes. */
  const slow = () => open({ mover, settings: { ...TEST_SETTINGS, bytesPerSecond: 200_000 } });

  test.each<[string, string, object, (path: string) => void]>([
    ['still grows', 'card-file-changed', { growing: 1 }, (path) => fs.appendFileSync(path, 'more')],
    ['is written anew', 'card-file-changed', { growing: 1 }, (path) => fs.utimesSync(path, 1e9, 1e9)],
    ['shrinks', 'card-file-shrank', { failed: 1 }, (path) => fs.truncateSync(path, 100)],
  ])(
    'a file that %s while it is copied is named and left, the others are sealed, and the next dock takes it',
    async (_what, code, counts, change) => {
      await slow();
      let bytes = 0;
      let changed = false;
      const onEvent = (event: DockEvent) => {
        if (event.kind === 'copied') bytes += event.bytes;
        // The small files come to 15 kB: what is beyond that is of the sick one.
        if (bytes < 50_000 || changed) return;
        changed = true;
        change(join(card, SICK));
      };
      const report = await dock(station, card, { onEvent });
      expect(changed).toBe(true);
      expect(report).toMatchObject({ result: 'findings', counts: { sealed: 4, failed: 0, ...counts } });
      expect(await entries(station, 'file.failed')).toMatchObject([{ reason: code, detail: { path: SICK } }]);
      expect(Object.keys(await failures(station, report.dock))).toEqual([SICK]);

      const again = await dock(station, card);
      expect(again.counts).toMatchObject({ sealed: 1, metAgain: 4, failed: 0, growing: 0 });
      const sealed = await recordingOf(station, SICK);
      expect(sealed.manifest.file.sizeBytes).toBe(fs.statSync(join(card, SICK)).size);
    },
  );

  test.each<[string, (path: string) => void]>([
    ['vanishes', (path) => fs.rmSync(path)],
    ['becomes a link', (path) => becomeLink(path)],
    ['becomes a folder', (path) => becomeFolder(path)],
    ['is replaced by another of the same size and time', (path) => swap(path)],
  ])('a file that %s after it was listed is named, and the others are sealed', async (_what, change) => {
    await open({ mover });
    const report = await dock(station, card, { onEvent: onceListed(() => change(join(card, SICK))) });
    expect(report).toMatchObject({ result: 'findings', counts: { sealed: 4, growing: 1, pending: 0 } });
    expect(await entries(station, 'file.failed')).toMatchObject([
      { reason: 'card-file-changed', detail: { path: SICK } },
    ]);
  });

  test('a known file that vanishes after it was listed is named, and the others are met again', async () => {
    await open({ mover });
    await dock(station, card);
    const report = await dock(station, card, { onEvent: onceListed(() => fs.rmSync(join(card, SICK))) });
    expect(report).toMatchObject({ result: 'findings', counts: { metAgain: 4, growing: 1, pending: 0 } });
  });
});

test('a file that fails to read in the middle is named, the others go on, and the next dock takes it', async () => {
  const failReadAt = { path: new RegExp(SICK), offset: 200_000, errno: 'EIO' };
  await open({ mover: new PlainMover({ failReadAt }) });
  const report = await dock(station, card);
  expect(report).toMatchObject({ result: 'findings', code: null, counts: { sealed: 4, failed: 1 } });
  expect(await failures(station, report.dock)).toEqual({
    [SICK]: { kind: 'failed', code: 'card-read-failed' },
  });
  expect(await entries(station, 'file.failed')).toMatchObject([
    { reason: 'card-read-failed', object: { id: report.dock }, detail: { path: SICK, pathHex: null } },
  ]);
  await station.close();
  await open();
  expect((await dock(station, card)).counts).toMatchObject({ sealed: 1, metAgain: 4, failed: 0 });
  await expectSealedExactlyOnce(station, card);
});

test('a file whose read hangs is named as stalled, and the others go on', async () => {
  // The other files are asked within the same limit, on a machine that may be busy.
  const settings = { ...TEST_SETTINGS, stallMs: 3_000 };
  await open({ mover: new PlainMover({ hang: new RegExp(SICK) }), settings });
  const report = await dock(station, card);
  expect(report.counts).toMatchObject({ sealed: 4, failed: 1 });
  expect(await failures(station, report.dock)).toEqual({ [SICK]: { kind: 'failed', code: 'card-stalled' } });
});

test('every file of a card may fail: the dock still ends, and says so of each', async () => {
  await open({ mover: new PlainMover({ failReadAt: { path: /./, offset: 1_000, errno: 'EIO' } }) });
  const report = await dock(station, card);
  expect(report).toMatchObject({
    result: 'findings',
    counts: { found: 5, sealed: 0, failed: 5, pending: 0 },
  });
  expect(Object.keys(await failures(station, report.dock))).toHaveLength(5);
});

describe('a medium that gives back other bytes than were written', () => {
  const key = stagingKeyOf('BC240001' as never, { text: SICK, hex: null });
  const lie = (path: string) => path.includes(key);

  test('is found out before anything is sealed: the file is named, its bytes are kept, and the others go on', async () => {
    await open({ mover: new PlainMover({ lieOnReadBack: lie }) });
    const report = await dock(station, card);
    expect(report).toMatchObject({ result: 'findings', counts: { sealed: 4, failed: 1 } });
    expect(await failures(station, report.dock)).toEqual({
      [SICK]: { kind: 'failed', code: 'read-back-differs' },
    });
    const [entry] = await entries(station, 'file.failed');
    expect(entry?.detail).toMatchObject({ path: SICK, expected: expect.stringContaining(`${SIZE} B`) });
    expect(entry?.detail.expected).not.toBe(entry?.detail.found);
    expect((await recordings(station)).map((row) => row.manifest.card.path)).not.toContain(SICK);
    await station.vault.setAsideStaging();
    expect((await station.vault.tornCopies()).map((copy) => copy.sizeBytes)).toEqual([SIZE]);
    expect((await findings(station)).map((found) => found.split(':')[0])).toEqual(['torn-copy']);
  });

  test('goes on lying at the next dock, and the file is still not sealed', async () => {
    await open({ mover: new PlainMover({ lieOnReadBack: lie }) });
    await dock(station, card);
    expect((await dock(station, card)).counts).toMatchObject({ sealed: 0, metAgain: 4, failed: 1 });
    expect(await recordings(station)).toHaveLength(4);
  });
});

test('a rate limit is kept for the card as a whole', async () => {
  await open({ settings: { ...TEST_SETTINGS, bytesPerSecond: 1_000_000 } });
  const started = performance.now();
  await dock(station, card);
  expect(performance.now() - started).toBeGreaterThan(((SIZE + 4 * 3_000) / 1_000_000) * 1_000 * 0.9);
});

function becomeLink(path: string): void {
  fs.renameSync(path, `${path}.away`);
  fs.symlinkSync(`${path}.away`, path);
}

function becomeFolder(path: string): void {
  fs.rmSync(path);
  fs.mkdirSync(path);
}

function swap(path: string): void {
  const { size, atime, mtime } = fs.statSync(path);
  fs.writeFileSync(`${path}.new`, Buffer.alloc(size, 1));
  fs.utimesSync(`${path}.new`, atime, mtime);
  fs.renameSync(`${path}.new`, path);
}
