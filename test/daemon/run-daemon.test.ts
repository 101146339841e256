import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishLog } from '../../src/audit/publish-log.ts';
import { recordRestored } from '../../src/audit/restore-log.ts';
import { openStation, type Station } from '../../src/compose.ts';
import { createStation } from '../../src/compose-init.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { runDaemon } from '../../src/daemon/run-daemon.ts';
import { SYSTEM_ACTOR } from '../../src/evidence/audit-entry.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { EVERY_RECORDING } from '../../src/ports/catalog.ts';
import type { Schedule } from '../../src/ports/scheduler.ts';
import type { StationStatus } from '../../src/ports/status-board.ts';
import type { UsbEvent } from '../../src/ports/usb-watch.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { draftBatch } from '../contracts/destruction.contract.ts';
import { plainCards } from '../support/plain-cards.ts';
import { mediumOf, usbDevice } from '../support/slot-facts.ts';
import { dockRequest, makePlace, removeFolder } from '../support/test-station.ts';
import { until } from '../support/until.ts';

let place: string;
let config: Config;
let station: Station;
let shown: StationStatus[];
let schedules: Schedule[];
let ending: AbortController;

beforeEach(async () => {
  place = makePlace('daemon');
  shown = [];
  schedules = [];
  ending = new AbortController();
  mkdirSync(join(place, 'card/DCIM'), { recursive: true });
  writeFileSync(join(place, 'card/DCIM/DSJ_0000123_123456_20261120101112_1.mp4'), 'one');
  config = (await loadConfig({ flags: { data: join(place, 'data') }, env: {}, cwd: place })).config;
  await createStation(config, SYSTEM_ACTOR);
  const opened = await openStation(config, { role: 'ingest' });
  station = {
    ...opened,
    cards: plainCards(opened.cards),
    settings: { ...opened.settings, minFreeBytes: 0, admit: 'any' },
    usb: { start: () => ({ stop: async () => {} }) },
    prober: {
      probe: async () => Promise.reject(new SealdockError('ffprobe-missing', { expected: 'ffprobe' })),
    },
    board: { publish: async (status) => void shown.push(status), read: async () => null },
    scheduler: {
      start: (schedule) => {
        // The other nightly runs have tests of their own.
        if (schedule.expression === config.audit.inspectAt) schedules.push(schedule);
        return { stop: async () => {} };
      },
    },
  };
});
afterEach(async () => {
  ending.abort();
  await station.close();
  removeFolder(place);
});

const last = () => shown.at(-1) as StationStatus;
const markers = () => readdirSync(config.docking.markers);
const codeOf = (thrown: unknown) => (thrown instanceof SealdockError ? thrown.code : String(thrown));
const run = () => runDaemon(station, ending.signal).then(() => 'ended', codeOf);

test('docks what a marker names, settles it, and ends when it is told to', async () => {
  const daemon = run();
  await station.markers.submit(dockRequest(join(place, 'card')));
  await until(() => shown.length > 0 && last().docks[0]?.phase === 'finished');
  await until(() => markers().length === 0);
  ending.abort();
  expect(await daemon).toBe('ended');
  expect((await station.catalog.totals()).recordings).toBe(1);
  const published = await station.catalog.published();
  expect(published?.size).toBe(await station.catalog.auditSize());
});

test('a start that fails ends everything that had begun, with its error', async () => {
  const failing = { start: () => Promise.reject(new SealdockError('vault-write-failed')) };
  let stopped = 0;
  const other = {
    start: async () => async () => {
      stopped += 1;
    },
  };
  station = { ...station, sources: [failing, other, ...station.sources] };
  expect(await run()).toBe('vault-write-failed');
  expect(stopped).toBe(1);
  const tellings = shown.length;
  await sleep(1_200);
  expect(shown).toHaveLength(tellings);
});

test('a part that cannot be stopped does not keep the others running', async () => {
  const stuck = {
    start: async () => async () => {
      throw new Error('stuck');
    },
  };
  station = { ...station, sources: [...station.sources, stuck] };
  const daemon = run();
  await until(() => shown.length > 0);
  ending.abort();
  expect(await daemon).toBe('ended');
  const tellings = shown.length;
  await sleep(1_200);
  expect(shown).toHaveLength(tellings);
});

test('DESIGN 8: a defect in a dock ends the daemon with it, and keeps the marker for the next start', async () => {
  const cards = {
    ...station.cards,
    open: () => Promise.reject(new SealdockError('defect', { about: 'a test' })),
  };
  station = { ...station, cards };
  const daemon = run();
  await station.markers.submit(dockRequest(join(place, 'card')));
  expect(await daemon).toBe('defect');
  expect(markers()).toHaveLength(1);
  expect(last().docks).toMatchObject([{ phase: 'finished', result: 'stopped', code: 'defect' }]);
});

test('a defect in publishing ends the daemon with it', async () => {
  const broken = () => Promise.reject(new SealdockError('defect', { about: 'a test' }));
  const daemon = run();
  await until(() => shown.length > 0);
  Object.assign(station.catalog, { auditSize: broken });
  await station.markers.submit(dockRequest(join(place, 'card')));
  expect(await daemon).toBe('defect');
});

test('a dock that throws has an end on the board and raises an alarm, which a good dock elsewhere leaves', async () => {
  const { startDock } = station.catalog;
  const catalog: Station['catalog'] = {
    ...station.catalog,
    startDock: async (dock, entry) => {
      if (dock.path === '/broken') throw new SealdockError('catalogue-busy');
      return startDock(dock, entry);
    },
  };
  station = { ...station, catalog };
  const daemon = run();
  await station.markers.submit(dockRequest('/broken'));
  await until(() => shown.some(({ alarms }) => alarms.includes('catalogue-busy')));
  await station.markers.submit(dockRequest(join(place, 'card')));
  await until(() => markers().length === 1);
  await until(() => last().docks.length === 2 && last().docks.every(({ phase }) => phase === 'finished'));
  expect(last().docks[0]).toMatchObject({ path: '/broken', result: 'stopped', code: 'catalogue-busy' });
  expect(last().alarms).toEqual(['catalogue-busy']);
  ending.abort();
  expect(await daemon).toBe('ended');
});

test('publishing that fails raises an alarm, which goes once it succeeds', async () => {
  const { notePublished } = station.catalog;
  const gate = { isOpen: false };
  const catalog: Station['catalog'] = {
    ...station.catalog,
    notePublished: async (published) => {
      if (!gate.isOpen) throw new SealdockError('audit-differs');
      return notePublished(published);
    },
  };
  station = { ...station, catalog, config: { ...config, audit: { ...config.audit, publishEveryMs: 50 } } };
  const daemon = run();
  await station.markers.submit(dockRequest(join(place, 'card')));
  await until(() => shown.length > 0 && last().alarms.includes('audit-differs'));
  gate.isOpen = true;
  await until(() => last().alarms.length === 0);
  ending.abort();
  expect(await daemon).toBe('ended');
});

test('CL-27.4 what an inspection found stands after a restart, until one finds nothing', async () => {
  const stray = join(config.folders.vault, 'stray');
  writeFileSync(stray, 'x');
  const daemon = run();
  await until(() => schedules.length === 1);
  await schedules[0]?.run();
  await until(() => last().alarms.includes('sealed-differs'));
  ending.abort();
  expect(await daemon).toBe('ended');

  ending = new AbortController();
  shown = [];
  const next = run();
  await until(() => schedules.length === 2 && shown.length > 0 && last().alarms.includes('sealed-differs'));
  rmSync(stray);
  await schedules[1]?.run();
  await until(() => last().alarms.length === 0);
  ending.abort();
  expect(await next).toBe('ended');
});

describe('a medium in a slot', () => {
  let isThere: boolean;
  let seen: ((event: UsbEvent) => void) | null;
  const medium = mediumOf('22', 'sdb1', '1-2');
  const slot = () => shown.at(-1)?.slots[0];

  beforeEach(() => {
    [isThere, seen] = [true, null];
    station = {
      ...station,
      config: {
        ...config,
        docking: { ...config.docking, slots: [{ port: '1-2', slot: 1, name: null, priority: false }] },
      },
      presence: { isThere: async () => isThere },
      usb: {
        start: (onEvent) => {
          seen = onEvent;
          return { stop: async () => {} };
        },
      },
    };
  });
  const submit = () =>
    station.markers.submit({ ...dockRequest(join(place, 'card')), origin: 'marker' as const, medium });

  test('goes from plugged to safe to take, and is idle once it is gone', async () => {
    const daemon = run();
    await until(() => slot()?.state === 'idle');
    await until(() => seen !== null);
    seen?.({ kind: 'attached', device: usbDevice('1-2') });
    await until(() => slot()?.state === 'attached');
    await submit();
    await until(() => slot()?.state === 'done');
    expect(slot()).toMatchObject({ slot: 1, dock: { recorder: '0000123', filesDone: 1, result: 'done' } });
    seen?.({ kind: 'detached', device: usbDevice('1-2') });
    await until(() => slot()?.state === 'idle');
    ending.abort();
    expect(await daemon).toBe('ended');
    expect((await station.catalog.docks({ recorder: null, before: null, limit: 1 }))[0]?.medium).toEqual(
      medium,
    );
  });

  test('that is pulled in the middle ends its dock at once, and the slot says so until the next plug', async () => {
    const { open } = station.cards;
    const reading = Promise.withResolvers<void>();
    station = {
      ...station,
      cards: {
        open: async (request) => {
          const card = await open(request);
          const hanging = { next: () => new Promise<never>(() => reading.resolve()) };
          return { ...card, list: () => ({ [Symbol.asyncIterator]: () => hanging }) };
        },
      },
    };
    const daemon = run();
    await until(() => seen !== null);
    await submit();
    await reading.promise;
    seen?.({ kind: 'attached', device: usbDevice('1-2') });
    seen?.({ kind: 'detached', device: usbDevice('1-2') });
    await until(() => last().docks[0]?.phase === 'finished');
    expect(last().docks[0]).toMatchObject({ result: 'gone', code: 'card-gone' });
    expect(slot()).toMatchObject({ state: 'failed', code: 'card-gone' });
    seen?.({ kind: 'attached', device: usbDevice('1-2') });
    await until(() => slot()?.state === 'attached');
    ending.abort();
    expect(await daemon).toBe('ended');
  });

  test('that was docked is still safe to take after a restart, as long as it is there', async () => {
    const first = run();
    await submit();
    await until(() => shown.length > 0 && slot()?.state === 'done');
    ending.abort();
    expect(await first).toBe('ended');

    for (const [there, state] of [
      [true, 'done'],
      [false, 'idle'],
    ] as const) {
      isThere = there;
      ending = new AbortController();
      shown = [];
      const next = run();
      await until(() => shown.length > 0 && slot()?.state === state);
      ending.abort();
      expect(await next).toBe('ended');
    }
  });
});

describe('a card that was emptied after its dock, and asked for again by its helper', () => {
  const diskSeqs = [
    ['in the same stay is still its recorder', '22', { result: 'done', recorder: '0000123' }],
    [
      'at another visit is refused: nothing on it says whose it is',
      '23',
      { result: 'refused', recorder: null },
    ],
  ] as const;
  test.each(diskSeqs)('%s', async (_, diskSeq, expected) => {
    station = { ...station, presence: { isThere: async () => true } };
    const submit = (seq: string) =>
      station.markers.submit({
        ...dockRequest(join(place, 'card')),
        origin: 'marker' as const,
        medium: mediumOf(seq, 'sdb1', '1-2'),
      });
    const docks = () => station.catalog.docks({ recorder: null, before: null, limit: 2 });
    const first = run();
    await submit('22');
    await until(() => shown.at(-1)?.docks[0]?.result === 'done');
    ending.abort();
    expect(await first).toBe('ended');
    rmSync(join(place, 'card/DCIM'), { recursive: true });
    ending = new AbortController();
    shown = [];
    const next = run();
    await submit(diskSeq);
    await until(() => typeof shown.at(-1)?.docks[0]?.result === 'string');
    expect(await docks()).toHaveLength(2);
    expect((await docks())[0]).toMatchObject(expected);
    ending.abort();
    expect(await next).toBe('ended');
  });
});

test('why a dock was stopped stands after a restart, until that recorder is docked well', async () => {
  const { settings } = station;
  const card = join(place, 'card');
  station = { ...station, settings: { ...settings, minFreeBytes: Number.MAX_SAFE_INTEGER } };
  const first = run();
  await station.markers.submit(dockRequest(card));
  await until(() => shown.length > 0 && last().alarms.includes('vault-full'));
  ending.abort();
  expect(await first).toBe('ended');
  for (const marker of markers()) rmSync(join(config.docking.markers, marker));

  ending = new AbortController();
  shown = [];
  station = { ...station, settings };
  const next = run();
  await until(() => shown.length > 0 && last().alarms.includes('vault-full'));
  await station.markers.submit(dockRequest(card));
  await until(() => last().alarms.length === 0);
  ending.abort();
  expect(await next).toBe('ended');
});

test('edge case 21: what was destroyed and lies in the vault is an alarm from the start on', async () => {
  const first = run();
  await station.markers.submit(dockRequest(join(place, 'card')));
  await until(() => shown.length > 0 && last().docks[0]?.result === 'done');
  expect(last().alarms).not.toContain('destroyed-present');
  ending.abort();
  await first;
  // As a backup of the vault leaves it: the deed stands in the catalogue, and the bytes are there.
  const { catalog } = station;
  const [row] = await catalog.recordings({ ...EVERY_RECORDING, limit: 1 });
  if (row === undefined) throw new Error('nothing was sealed');
  const recording = row.id;
  const batch = draftBatch();
  const now = batch.changedAt;
  await catalog.createBatch(batch, draft('batch.drafted'));
  const item = { recording, keepUntil: '2027-03-01' as never, why: '{}' };
  await catalog.addItems(batch.id, [item], () => draft('batch.added'));
  const begun = await catalog.startBatch(
    { before: batch, after: { ...batch, state: 'executing' }, approvals: [] },
    () => draft('batch.execution-started'),
  );
  const edgesSha256 = row.manifest.file.sha256;
  await catalog.intendDestruction({
    batch: batch.id,
    recording,
    edgesSha256,
    now,
    judge: () => null,
    entry: draft('recording.destruction-intended'),
  });
  const { sha256, sizeBytes } = row.manifest.file;
  const of = { batch: batch.id, registerNo: begun.registerNo ?? 0, destroyedAt: now };
  await catalog.noteDestroyed(
    { recording, sha256, sizeBytes, edgesSha256, ...of },
    draft('recording.destroyed'),
  );
  ending = new AbortController();
  shown = [];
  const second = run();
  await until(() => shown.length > 0 && last().alarms.includes('destroyed-present'));
  ending.abort();
  expect(await second).toBe('ended');
});

test('an inspection under way ends with the daemon and leaves no entry', async () => {
  const daemon = run();
  await until(() => schedules.length === 1);
  const { auditRows } = station.catalog;
  // The walk over the log is where it is when the daemon is told to stop.
  Object.assign(station.catalog, {
    auditRows: async (from: number, limit: number) => {
      ending.abort();
      return auditRows(from, Math.min(limit, 1));
    },
  });
  await station.catalog.record({
    act: 'recorder.first-seen',
    actor: SYSTEM_ACTOR,
    object: { kind: 'recorder', id: 'x' },
    reason: null,
    before: null,
    after: 'known',
    detail: {},
  });
  expect(await schedules[0]?.run().then(() => 'ended', codeOf)).toBe('interrupted');
  expect(await daemon).toBe('ended');
  expect(await station.catalog.lastAuditRow('inspection.finished')).toBeNull();
});

test('an inspection that does not end is not waited for for ever', async () => {
  const { startInspecting } = await import('../../src/daemon/inspecting.ts');
  const stuck: Station = {
    ...station,
    scheduler: { start: () => ({ stop: () => new Promise<void>(() => {}) }) },
  };
  const part = await startInspecting(stuck, {
    status: { raise: () => {}, broke: () => {}, clear: () => {} },
    onDefect: () => {},
    signal: ending.signal,
    stopPatienceMs: 20,
  });
  await part.stop();
});

test('ZY-4: a catalogue out of a backup: every card is refused and nothing is written, until somebody has decided', async () => {
  const backup = join(place, 'backup.db');
  await station.close();
  cpSync(join(config.folders.catalogue, 'sealdock.db'), backup);
  const grown = await openStation(config, { role: 'ingest' });
  const entry = { actor: SYSTEM_ACTOR, reason: null, before: null, after: null, detail: {} } as const;
  await grown.catalog.record({ ...entry, act: 'staging.removed', object: { kind: 'staging', id: 'x' } });
  await publishLog(grown, { origin: config.station.origin });
  await grown.close();
  rmSync(config.folders.catalogue, { recursive: true });
  mkdirSync(config.folders.catalogue);
  cpSync(backup, join(config.folders.catalogue, 'sealdock.db'));
  const { catalog, mover, destruction, close } = await openStation(config, { role: 'ingest' });
  station = { ...station, catalog, mover, destruction, close };

  const daemon = run();
  await station.markers.submit(dockRequest(join(place, 'card')));
  await until(() => shown.at(-1)?.docks[0]?.code === 'log-set-back');
  expect(last().alarms).toEqual(['log-set-back']);
  expect(await catalog.auditSize()).toBe(1);
  expect(markers()).toHaveLength(1);

  const { origin } = config.station;
  await recordRestored(station, { origin, actor: SYSTEM_ACTOR, reason: 'the disk died' });
  await until(() => last().docks[0]?.result === 'done');
  expect(last().alarms).toEqual([]);
  ending.abort();
  expect(await daemon).toBe('ended');
  expect((await catalog.totals()).recordings).toBe(1);
});
