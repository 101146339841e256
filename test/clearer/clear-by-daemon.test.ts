import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOrderFolder } from '../../src/adapters/clearer/order-folder.ts';
import { openStation, type Station } from '../../src/compose.ts';
import { createStation } from '../../src/compose-init.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { runDaemon } from '../../src/daemon/run-daemon.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { begunOf } from '../../src/evidence/clear-begun.ts';
import type { ClearOrder } from '../../src/evidence/clear-order.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import type { DockId } from '../../src/evidence/ids.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import { UNPLAYABLE } from '../../src/ports/probe.ts';
import type { StationStatus } from '../../src/ports/status-board.ts';
import { allRemoved } from '../fakes/fake-cleaner.ts';
import { CARD_FILE_SYSTEMS, LoopCard } from '../support/loop-card.ts';
import { canLoop } from '../support/may-mount.ts';

const PROGRAM = new URL('../../systemd/sealdock-clear', import.meta.url).pathname;
const NAMES = ['083000', '083100', '083200'].map(
  (time) => `Media/Image/DCAM_BC240001_A01234_20261118_${time}.jpg`,
);

/** The whole way: daemon, real vault, order, program, answer. The vault is on a disk, so that it can be read back. */
describe.skipIf(!canLoop)('a daemon that clears', () => {
  let place: string;
  let config: Config;
  let station: Station;
  let card: LoopCard;
  let shown: StationStatus[];
  const ending = () => ends.abort();
  let ends: AbortController;

  const open = async (clearing: string) => {
    writeFileSync(join(place, 'sealdock.yaml'), `recorders: { admit: any }\nclearing: ${clearing}\n`);
    const flags = { data: join(place, 'data'), config: join(place, 'sealdock.yaml') };
    config = (await loadConfig({ flags, env: {}, cwd: place })).config;
    await createStation(config, SYSTEM_ACTOR);
    const opened = await openStation(config, { role: 'ingest' });
    station = {
      ...opened,
      settings: { ...opened.settings, minFreeBytes: 0 },
      // It plays whatever it is given; the machine may have no ffprobe.
      prober: { probe: async () => ({ ...UNPLAYABLE, playable: true }) },
      usb: { start: () => ({ stop: async () => {} }) },
      scheduler: { start: () => ({ stop: async () => {} }) },
      board: { publish: async (status) => void shown.push(status), read: async () => null },
    };
  };
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'clear-daemon-'));
    shown = [];
    ends = new AbortController();
    const made = CARD_FILE_SYSTEMS[0];
    if (made === undefined) throw new Error('this kernel knows no file system of a card');
    card = new LoopCard(made, (root) => {
      for (const [index, name] of NAMES.entries()) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), Buffer.alloc(5_000 + index, index + 1));
        utimesSync(join(root, name), new Date('2026-11-18T00:30:00Z'), new Date('2026-11-18T00:30:00Z'));
      }
    });
  });
  afterEach(async () => {
    ending();
    await station.close();
    card.remove();
    rmSync(place, { recursive: true, force: true });
  });

  /** What `sealdock-clear.path` does in a real station: it starts the program when an order lies there. */
  const actAsSystemd = async (until: () => boolean) => {
    for (let tries = 0; tries < 3_000 && !until(); tries += 1) {
      const isOrdered =
        readdirSync(config.folders.run).includes('clear') &&
        readdirSync(config.clearing.orders).some((name) => name.endsWith('.order.json'));
      const args = [
        '--orders',
        config.clearing.orders,
        '--user',
        '0',
        '--media',
        card.media,
        '--own',
        join(place, 'own'),
      ];
      if (isOrdered && hasShown('clearing'))
        expect(spawnSync(PROGRAM, args, { timeout: 60_000 }).status).toBe(0);
      await sleep(20);
    }
    expect(until()).toBe(true);
  };
  const hasShown = (wanted: string) => shown.some(({ docks }) => docks.some(({ phase }) => phase === wanted));
  const slot = (): readonly [string, string | null] | null => {
    const at = shown.at(-1)?.slots.find(({ port }) => port === '1-1');
    return at === undefined ? null : [at.state, at.code];
  };
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    for (let tries = 0; tries < 3_000 && !(await isSo()); tries += 1) await sleep(20);
    expect(await isSo()).toBe(true);
  };
  const mark = (): DockId => {
    const medium = {
      ...card.medium(),
      port: '1-1',
      usb: null,
      fileSystem: null,
      fileSystemId: null,
      sizeBytes: null,
    };
    const { path, ...known } = medium;
    const marker = { v: 1, path, dock: `dock-20261120T080000-${place.slice(-6)}x`, medium: known };
    mkdirSync(config.docking.markers, { recursive: true });
    writeFileSync(join(config.docking.markers, 'card.json'), JSON.stringify(marker));
    return marker.dock as DockId;
  };
  const dockOnce = async () => {
    const dock = mark();
    await actAsSystemd(() => shown.at(-1)?.docks.some(({ phase }) => phase === 'finished') === true);
    return dock;
  };

  test('seals a real card, has it cleared, and tells that it may be taken out only then', async () => {
    await open('{ mode: after-seal }');
    const daemon = runDaemon(station, ends.signal);
    const dock = await dockOnce();
    const { recordings } = await station.catalog.totals();
    expect(recordings).toBe(3);
    expect(await station.catalog.clearsOf(dock)).toMatchObject([
      { end: 'done', files: 3, outcomes: { removed: 3 } },
    ]);
    expect(readdirSync(join(card.path, 'Media/Image'))).toEqual([]);
    expect(card.isMounted()).toBe(true);
    expect(card.isReadOnly()).toBe(true);
    const phases = [...new Set(shown.flatMap(({ docks }) => docks.map(({ phase }) => phase)))];
    expect(phases.slice(-2)).toEqual(['clearing', 'finished']);
    expect(shown.at(-1)?.alarms).toEqual([]);
    ending();
    await daemon;
    for (const row of await station.catalog.recordings({ ...EVERY_RECORDING, limit: 10 })) {
      expect((await station.vault.listFolder(row.folder)).length).toBe(4);
    }
  });

  test('what cannot be played stays on the card, at its first visit too', async () => {
    await open('{ mode: after-seal }');
    const { prober } = station;
    station = {
      ...station,
      prober: {
        probe: async (path) => (path.includes('083100') ? UNPLAYABLE : prober.probe(path)),
      },
    };
    const daemon = runDaemon(station, ends.signal);
    const dock = await dockOnce();
    expect(await station.catalog.clearsOf(dock)).toMatchObject([
      { files: 2, outcomes: { removed: 2 }, kept: { finding: 1 } },
    ]);
    expect(readdirSync(join(card.path, 'Media/Image'))).toEqual([NAMES[1]?.slice('Media/Image/'.length)]);
    ending();
    await daemon;
  });

  test('without ffprobe nothing goes, the report says why, and it is an alarm', async () => {
    await open('{ mode: after-seal }');
    station = {
      ...station,
      prober: { probe: () => Promise.reject(new SealdockError('ffprobe-missing')) },
    };
    const daemon = runDaemon(station, ends.signal);
    const dock = await dockOnce();
    expect(await station.catalog.clearsOf(dock)).toMatchObject([
      { end: 'nothing', files: 0, kept: { 'not-probed': 3 } },
    ]);
    expect(readdirSync(join(card.path, 'Media/Image'))).toHaveLength(3);
    expect(shown.at(-1)?.alarms).toEqual(['ffprobe-missing']);
    expect(slot()).toEqual(['done', null]);
    ending();
    await daemon;
  });

  test.each([
    ['safe to take once it was cleared', 'done', ['done', null]],
    ['wanting a person when nobody knows what went', 'interrupted', ['attention', 'clear-refused']],
  ] as const)(
    'started anew while a card is being cleared, shows it as being cleared until the answer, then as %s',
    async (_, end, expected) => {
      await open('{ mode: after-seal }');
      const daemon = runDaemon(station, ends.signal);
      mark();
      await until(() => hasShown('clearing') && existsSync(config.clearing.orders));
      // The privileged program begins, and takes its time.
      const program = openOrderFolder(config.clearing.orders, 0, () => {});
      let order: ClearOrder | undefined;
      await until(async () => {
        [order] = await program.take();
        return order !== undefined;
      });
      if (order === undefined) throw new Error('no order');
      await program.begin(begunOf(order, station.clock.read().boot));
      ending();
      await daemon;
      expect(shown.some(({ slots }) => slots.some(({ state }) => state === 'done'))).toBe(false);

      shown = [];
      ends = new AbortController();
      const again = runDaemon(station, ends.signal);
      await until(() => slot() !== null && hasShown('clearing'));
      expect(slot()).toEqual(['copying', null]);
      expect(shown.some(({ slots }) => slots.some(({ state }) => state === 'done'))).toBe(false);
      await program.answer({ ...allRemoved(order), end });
      program.close();
      await until(() => slot()?.[0] !== 'copying');
      expect(slot()).toEqual(expected);
      expect(await station.catalog.openClears()).toEqual([]);
      ending();
      await again;

      // And so it stands after one more start, for as long as the card is in.
      shown = [];
      ends = new AbortController();
      const third = runDaemon(station, ends.signal);
      await until(() => slot() !== null && slot()?.[0] !== 'attached');
      expect(slot()).toEqual(expected);
      ending();
      await third;
    },
  );

  test('by default leaves every byte of the card as it was', async () => {
    await open('{}');
    const daemon = runDaemon(station, ends.signal);
    const dock = await dockOnce();
    expect(await station.catalog.clearsOf(dock)).toEqual([]);
    expect(readdirSync(join(card.path, 'Media/Image'))).toHaveLength(3);
    expect(readdirSync(config.folders.run)).not.toContain('clear');
    ending();
    await daemon;
  });

  test('leaves an order to its next start when it is ended while it waits, and says then what is known', async () => {
    await open('{ mode: after-seal }');
    const daemon = runDaemon(station, ends.signal);
    const marker = { v: 1, path: card.path, dock: 'dock-20261120T080000-waits' };
    mkdirSync(config.docking.markers, { recursive: true });
    writeFileSync(join(config.docking.markers, 'card.json'), JSON.stringify(marker));
    for (let tries = 0; tries < 1_500 && !hasShown('clearing'); tries += 1) await sleep(20);
    expect(hasShown('clearing')).toBe(true);
    ending();
    await daemon;
    expect(await station.catalog.openClears()).toHaveLength(1);
    ends = new AbortController();
    const again = runDaemon(station, ends.signal);
    const isTold = () => shown.at(-1)?.alarms.includes('clear-unanswered') === true;
    for (let tries = 0; tries < 1_500 && !isTold(); tries += 1) await sleep(20);
    expect(isTold()).toBe(true);
    expect(await station.catalog.openClears()).toEqual([]);
    expect(readdirSync(config.clearing.orders)).toEqual([]);
    expect(readdirSync(join(card.path, 'Media/Image'))).toHaveLength(3);
    ending();
    await again;
  });
});
