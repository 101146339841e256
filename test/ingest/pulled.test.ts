import { appendFileSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCards } from '../../src/adapters/card-folder.ts';
import type { DockEvent } from '../../src/evidence/dock.ts';
import type { Card, CardEntry } from '../../src/ports/card.ts';
import { PlainMover } from '../fakes/plain-mover.ts';
import { card, mover, open, place, station, useCardBench, useMover } from '../support/card-bench.ts';
import { entries, findings, MOVERS, photoName, put, putPhotos, recordings } from '../support/flow-bench.ts';
import { expectSealedExactlyOnce, treeDigest } from '../support/sealed-once.ts';
import { dock, TEST_SETTINGS } from '../support/test-station.ts';

const ONE_BY_ONE = { ...TEST_SETTINGS, filesAtOnce: 1, groupFiles: 1 };
/** However late the second file is on a busy machine. */
const BOTH_IN_ONE_GROUP = { ...TEST_SETTINGS, groupFiles: 2, groupWaitMs: 60_000 };

useCardBench('pulled');

describe.each(MOVERS)('with %s,', (_, openMover) => {
  useMover(openMover);

  test('a card pulled in the middle is gone, and goes on where it stopped', async () => {
    putPhotos(card, 12);
    const before = treeDigest(card);
    await open({ mover, settings: ONE_BY_ONE });
    let sealed = 0;
    const onEvent = (event: DockEvent) => {
      if (event.kind !== 'sealed') return;
      sealed += 1;
      if (sealed === 3) renameSync(card, join(place, 'pulled'));
    };
    const report = await dock(station, card, { onEvent });
    expect(report).toMatchObject({ result: 'gone', code: 'card-gone' });
    expect(report.counts).toMatchObject({ found: 12, failed: 0, growing: 0 });
    expect(report.counts.sealed).toBeGreaterThanOrEqual(3);
    expect(report.counts.pending).toBe(12 - report.counts.sealed);

    renameSync(join(place, 'pulled'), card);
    const again = await dock(station, card);
    expect(again).toMatchObject({ code: null, counts: { metAgain: report.counts.sealed, pending: 0 } });
    await expectSealedExactlyOnce(station, card);
    expect(treeDigest(card)).toBe(before);
    expect(await findings(station)).toEqual([]);
  });

  test('a dock that is asked to stop in the middle stops, and the next one takes the rest', async () => {
    putPhotos(card, 20, 40_000);
    await open({ mover });
    const stop = new AbortController();
    const onEvent = (event: DockEvent) => event.kind === 'copied' && stop.abort();
    const report = await dock(station, card, { onEvent, signal: stop.signal });
    expect(report).toMatchObject({ result: 'stopped', code: 'interrupted' });
    expect(report.counts.failed).toBe(0);
    expect(report.counts.pending).toBeGreaterThan(0);
    expect((await dock(station, card)).counts).toMatchObject({ failed: 0, pending: 0 });
    await expectSealedExactlyOnce(station, card);
  });

  test('another card in the same place is not taken for the one that was pulled', async () => {
    putPhotos(card, 12);
    await open({ mover, settings: ONE_BY_ONE });
    const swap = (event: DockEvent) => {
      if (event.kind !== 'listed') return;
      renameSync(card, join(place, 'pulled'));
      putPhotos(card, 12, 9_000);
    };
    const report = await dock(station, card, { onEvent: swap });
    expect(report).toMatchObject({ result: 'gone', code: 'card-gone', counts: { sealed: 0 } });
    expect(await recordings(station)).toEqual([]);
  });
});

test('half a copy stays in staging until the whole file is sealed, and the audit tells when it goes', async () => {
  put(card, photoName(0), 300_000);
  const failReadAt = { path: /./, offset: 200_000, errno: 'ENODEV' };
  await open({ mover: new PlainMover({ failReadAt }) });
  expect(await dock(station, card)).toMatchObject({
    result: 'gone',
    code: 'card-gone',
    counts: { pending: 1 },
  });
  await station.close();

  await open();
  await station.vault.setAsideStaging();
  expect((await station.vault.tornCopies()).map((copy) => copy.sizeBytes)).toEqual([200_000]);
  await dock(station, card);
  await expectSealedExactlyOnce(station, card);
  expect(await entries(station, 'staging.removed')).toMatchObject([
    { reason: 'every byte is inside a sealed recording', detail: { sizeBytes: 200_000 } },
  ]);
});

test('a card pulled many times, each time later, leaves one torn copy at most, and none in the end', async () => {
  put(card, photoName(0), 700_000);
  for (const offset of [1, 70_000, 140_000, 210_000, 280_000, 350_000, 420_000, 490_000, 560_000, 630_000]) {
    await open({ mover: new PlainMover({ failReadAt: { path: /./, offset, errno: 'EIO' } }) });
    expect((await dock(station, card)).counts).toMatchObject({ failed: 1, sealed: 0 });
    expect((await station.vault.tornCopies()).length).toBeLessThanOrEqual(1);
    await station.close();
  }
  await open();
  await dock(station, card);
  await expectSealedExactlyOnce(station, card);
});

/*
 * A pulled medium lists as empty without an error (FINDINGS 1.4); only the block device tells.
 */
test.each([
  ['while its recorder is looked for', 1],
  ['while its files are listed', 2],
  ['after everything was listed', 3],
])('a medium that is pulled %s is gone, whatever its empty listing says', async (_, goneAtList) => {
  putPhotos(card, 3);
  let lists = 0;
  const real = openCards([]);
  const pull = (opened: Card): Card => ({
    ...opened,
    list: async function* (): AsyncGenerator<CardEntry> {
      lists += 1;
      if (lists < goneAtList) yield* opened.list();
    },
    isStillThere: async () => lists < Math.min(goneAtList, 2),
  });
  await open({ cards: { open: async (request) => pull(await real.open(request)) } });
  expect(await dock(station, card)).toMatchObject({ result: 'gone', code: 'card-gone' });
});

test('a crash leaves no dock without an end: the next one notes it as interrupted', async () => {
  putPhotos(card, 4);
  await open({
    cards: {
      open: () => {
        throw new Error('the process ends here');
      },
    },
  });
  const { id } = { id: 'dock-20261118T000000-0000dead' as never };
  await station.catalog.startDock(
    { id, path: card, origin: 'cli', label: null, recorder: null, model: null, medium: null },
    {
      act: 'dock.started',
      actor: { kind: 'system', id: 'test', role: 'station', established: 'process' },
      object: { kind: 'dock', id },
      reason: null,
      before: null,
      after: 'started',
      detail: {},
    },
  );
  await station.close();
  await open();
  await dock(station, card);
  expect(await station.catalog.dock(id)).toMatchObject({ result: 'interrupted' });
  expect(await entries(station, 'dock.interrupted')).toMatchObject([{ object: { id } }]);
});

describe('what an earlier dock left', () => {
  test('that cannot be read from the medium is set aside, and the station docks all the same', async () => {
    putPhotos(card, 2);
    await open({
      settings: BOTH_IN_ONE_GROUP,
      wrap: (name, port) =>
        name !== 'catalog'
          ? port
          : new Proxy(port, {
              get: (target, property) =>
                property === 'catalogue'
                  ? () => Promise.reject(new Error('the process ends here'))
                  : Reflect.get(target, property),
            }),
    });
    await dock(station, card).catch(() => {});
    expect(await station.catalog.intents()).toHaveLength(2);
    await station.close();

    let reads = 0;
    const sick = new PlainMover();
    const readBack = sick.readBack.bind(sick);
    sick.readBack = (job) => {
      reads += 1;
      return reads === 1 ? sick.readBack({ ...job, path: '/nowhere' }) : readBack(job);
    };
    await open({ mover: sick });
    expect((await dock(station, card)).counts).toMatchObject({ found: 2, failed: 0, pending: 0 });
    expect(reads).toBeGreaterThan(1);
    await expectSealedExactlyOnce(station, card);
    expect(await findings(station)).toEqual([]);
  });

  test('of one file too often keeps that file out, by name, and no other', async () => {
    putPhotos(card, 3);
    await open();
    const { stagingKeyOf } = await import('../../src/ingest/staging-key.ts');
    const key = stagingKeyOf('BC240001' as never, { text: photoName(1), hex: null });
    for (let number = 0; number < 8; number += 1) {
      mkdirSync(join(station.vault.root, `.staging/torn/${key}.${number}`), { recursive: true });
      appendFileSync(
        join(station.vault.root, `.staging/torn/${key}.${number}/bytes`),
        `other card ${number}`,
      );
    }
    mkdirSync(join(station.vault.root, `.staging/${key}`));
    appendFileSync(join(station.vault.root, `.staging/${key}/bytes`), 'yet another card');
    const report = await dock(station, card);
    expect(report.counts).toMatchObject({ sealed: 2, failed: 1 });
    expect(await station.catalog.failedFiles(report.dock, 10)).toMatchObject([
      { path: { text: photoName(1) }, outcome: { kind: 'failed', code: 'staging-crowded' } },
    ]);
    expect(await station.vault.tornCopies()).toHaveLength(8);
  });
});
