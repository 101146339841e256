import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type ScrubInput, scrubVault } from '../../src/audit/scrub-vault.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { utcOf } from '../../src/evidence/time.ts';
import { PlainMover } from '../fakes/plain-mover.ts';
import {
  entries,
  findings,
  NOW_MS,
  putPhotos,
  recordings,
  SetClock,
  sealedPath,
} from '../support/flow-bench.ts';
import {
  dock,
  makePlace,
  openTestStation,
  removeFolder,
  TEST_ACTOR,
  type TestStation,
} from '../support/test-station.ts';

const DAY = 86_400_000;
const places: string[] = [];
afterAll(() => places.forEach(removeFolder));
let clock: SetClock;
let station: TestStation;
/** Files in the order in which they were read. */
let read: string[];
let onRead: (path: string) => void;

beforeEach(async () => {
  const place = makePlace('scrub');
  places.push(place);
  clock = new SetClock();
  read = [];
  onRead = () => {};
  const mover = new PlainMover();
  const readBack = mover.readBack.bind(mover);
  mover.readBack = async (job) => {
    // What is sealed is read back too; only what the scrub reads has a rate.
    if (job.bytesPerSecond !== undefined) {
      read.push(job.path);
      onRead(job.path);
      if (job.signal.aborted) throw new SealdockError('interrupted');
    }
    return readBack(job);
  };
  station = await openTestStation({ data: join(place, 'data'), clock, mover });
  putPhotos(join(place, 'card'), 10, 1_000);
  await dock(station, join(place, 'card'), { label: 'x' });
  read = [];
  return () => station.close();
});

const nights = async (change: Partial<ScrubInput> = {}) =>
  scrubVault(station, {
    days: 5,
    bytesPerSecond: 50_000_000,
    stallMs: 5_000,
    actor: TEST_ACTOR,
    origin: 'test',
    signal: new AbortController().signal,
    quiet: async () => new AbortController().signal,
    ...change,
  });
const state = () => station.catalog.fixityState(utcOf(clock.wallMs - 5 * DAY));

function damage(path: string): void {
  chmodSync(dirname(path), 0o755);
  chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  bytes[5] = (bytes[5] as number) ^ 1;
  writeFileSync(path, bytes);
  chmodSync(path, 0o444);
  chmodSync(dirname(path), 0o555);
}

describe('CL-27.4, SM-33.4: damage does not go unseen', () => {
  test('a share of every night reads all of the vault within the days, each recording once', async () => {
    expect((await recordings(station)).length).toBe(10);
    for (let night = 0; night < 5; night += 1) {
      clock.wallMs += DAY;
      const { recordings: count } = await nights();
      expect(count).toBeGreaterThanOrEqual(2);
      expect(count).toBeLessThanOrEqual(3);
    }
    expect(new Set(read).size).toBe(10);
    expect(await state()).toMatchObject({ recordings: 10, overdue: 0, damaged: 0 });
    expect(await findings(station)).toEqual([]);
  });

  test('what was not proved for the longest time comes first', async () => {
    clock.wallMs += DAY;
    await nights();
    const first = [...read];
    clock.wallMs += DAY;
    await nights();
    expect(read.slice(first.length).some((path) => first.includes(path))).toBe(false);
  });

  test('nothing is read twice within half a day, and an empty run says so', async () => {
    clock.wallMs += DAY;
    await nights({ days: 1 });
    expect(await nights({ days: 1 })).toEqual({ recordings: 0, bytes: 0, damaged: [] });
    expect(read).toHaveLength(10);
  });

  test('after missed nights more is read in one, but not everything', async () => {
    clock.wallMs += 40 * DAY;
    expect((await state()).overdue).toBe(10);
    const { recordings: count } = await nights({ days: 10 });
    expect(count).toBeGreaterThanOrEqual(3);
    expect(count).toBeLessThanOrEqual(4);
  });

  test('a damaged recording is named in an entry of its own, stands as damaged, and is sound once it is again', async () => {
    const [row] = await recordings(station);
    if (row === undefined) throw new Error('no recording');
    const path = sealedPath(station, row);
    const whole = readFileSync(path);
    damage(path);
    clock.wallMs += DAY;
    expect((await nights({ days: 1 })).damaged).toEqual([row.id]);
    const [entry] = await entries(station, 'recording.damaged');
    expect(entry).toMatchObject({
      object: { kind: 'recording', id: row.id },
      detail: { findings: [{ kind: 'file-differs' }] },
    });
    expect((await entries(station, 'fixity.checked')).map(({ after }) => after)).toEqual(['damaged']);
    expect(await state()).toMatchObject({ damaged: 1 });
    chmodSync(dirname(path), 0o755);
    chmodSync(path, 0o644);
    writeFileSync(path, whole);
    chmodSync(path, 0o444);
    chmodSync(dirname(path), 0o555);
    clock.wallMs += DAY;
    await nights({ days: 1 });
    expect(await state()).toMatchObject({ damaged: 0 });
  });

  test('progress outlives an interruption: what was read is not read again', async () => {
    const ending = new AbortController();
    onRead = () => read.length === 4 && ending.abort();
    clock.wallMs += DAY;
    await expect(nights({ days: 1, signal: ending.signal })).rejects.toMatchObject({ code: 'interrupted' });
    expect((await entries(station, 'fixity.checked')).map(({ detail }) => detail.recordings)).toEqual([3]);
    const before = read.slice(0, 3);
    onRead = () => {};
    read = [];
    await nights({ days: 1 });
    expect(read).toHaveLength(7);
    expect(read.some((path) => before.includes(path))).toBe(false);
  });

  test('gives way to a dock that begins, and reads that recording again afterwards', async () => {
    let disturbed = new AbortController();
    let asked = 0;
    const quiet = async () => {
      asked += 1;
      disturbed = new AbortController();
      return disturbed.signal;
    };
    onRead = () => read.length === 2 && disturbed.abort();
    clock.wallMs += DAY;
    expect((await nights({ days: 1, quiet })).recordings).toBe(10);
    expect(asked).toBe(11);
    expect(read[1]).toBe(read[2]);
    expect(read).toHaveLength(11);
  });

  test('reads at the rate that was asked for', async () => {
    const rates: unknown[] = [];
    const { mover } = station;
    const readBack = mover.readBack.bind(mover);
    mover.readBack = async (job) => {
      rates.push(job.bytesPerSecond);
      return readBack(job);
    };
    clock.wallMs = NOW_MS + DAY;
    await nights({ bytesPerSecond: 7_000_000 });
    expect(new Set(rates)).toEqual(new Set([7_000_000]));
  });
});
