import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Batch } from '../../src/evidence/destruction.ts';
import type { RecorderNo, RecordingId } from '../../src/evidence/ids.ts';
import { stagingKeyOf } from '../../src/ingest/staging-key.ts';
import { fakeClipBytes, writeFakeClip } from '../cards/fake-clip.ts';
import { dock, makePlace, removeFolder } from '../support/test-station.ts';
import { actsOf, addPeople, allIds, approved, type Bench, draftOf, execute, openBench } from './bench.ts';

let place: string;
let card: string;
let bench: Bench;
beforeEach(async () => {
  place = makePlace('met');
  card = join(place, 'card');
  bench = await openBench({ data: join(place, 'station') });
  await addPeople(bench);
});
afterEach(async () => {
  await bench.close();
  removeFolder(place);
});

const NAME = 'Media/Image/DCAM_BC240001_A01234_20261118_083000.jpg';
const write = (name: string, bytes: Uint8Array, on = card) =>
  writeFakeClip(join(on, name), bytes, new Date('2026-11-18T04:00:00Z'));
const clip = (seed: string, size = 200_000) => fakeClipBytes(seed, size);

/** Everything that is there goes, years later. */
async function destroyAll(): Promise<Batch> {
  bench.clock.passDays(800);
  const batch = await approved(bench, await draftOf(bench, await allIds(bench)));
  bench.clock.passDays(8);
  return (await execute(bench, batch)).batch;
}
const metEntries = async () => (await actsOf(bench)).filter(({ act }) => act === 'recording.met-destroyed');
const staging = () =>
  readdirSync(join(bench.data, 'vault', '.staging'), { recursive: true }).filter((name) => name !== 'torn');

describe('edge case 20: what was destroyed is met on a card again', () => {
  test('by its recorder, path, size, time and both ends it is left without being copied, and told', async () => {
    write(NAME, clip('one'));
    await dock(bench, card);
    const [id] = (await allIds(bench)) as [RecordingId];
    await destroyAll();
    const copied: unknown[] = [];
    const mover = { ...bench.mover, copy: async () => Promise.reject(copied.push('copy')) };
    const report = await dock({ ...bench, mover } as Bench, card);
    expect(copied).toEqual([]);
    expect(report.counts).toMatchObject({ sealed: 0, metAgain: 0, left: 1, failed: 0, pending: 0 });
    expect(await bench.catalog.failedFiles(report.dock, 10)).toMatchObject([
      { outcome: { kind: 'left', reason: 'destroyed-before' } },
    ]);
    expect(await metEntries()).toMatchObject([
      { object: { id }, detail: { register: 1, dock: report.dock } },
    ]);
    expect(await allIds(bench)).toEqual([]);
    expect(existsSync(join(card, NAME))).toBe(true);
  });

  test('under another name it is known by its SHA-256, the copy goes through the gate, and the next dock knows it', async () => {
    write(NAME, clip('one'));
    await dock(bench, card);
    await destroyAll();
    const other = join(place, 'other');
    const renamed = 'Media/Image/DCAM_BC240001_A01234_20261118_093000.jpg';
    write(renamed, clip('one'), other);
    expect((await dock(bench, other)).counts).toMatchObject({ sealed: 0, left: 1, failed: 0 });
    expect(staging()).toEqual([]);
    const removed = (await actsOf(bench)).filter(({ act }) => act === 'staging.removed');
    expect(removed).toMatchObject([{ detail: { register: 1 } }]);
    expect((await dock(bench, other)).counts).toMatchObject({ left: 1, failed: 0 });
    expect(await metEntries()).toHaveLength(2);
    expect((await actsOf(bench)).filter(({ act }) => act === 'staging.removed')).toHaveLength(1);
  });

  test('another file that took its name, size and time is taken', async () => {
    write(NAME, clip('one'));
    await dock(bench, card);
    await destroyAll();
    removeFolder(card);
    write(NAME, clip('two'));
    expect((await dock(bench, card)).counts).toMatchObject({ sealed: 1, left: 0 });
  });

  test('an empty recording is known by itself only: other empty ones are sealed', async () => {
    write(NAME, new Uint8Array());
    await dock(bench, card);
    await destroyAll();
    write('Media/Image/DCAM_BC240001_A01234_20261118_103000.jpg', new Uint8Array());
    expect((await dock(bench, card)).counts).toMatchObject({ sealed: 1, left: 1 });
  });
});

describe('edge case 18: what else lies on this station of a recording goes with it', () => {
  const tornAt = (key: string, bytes: Uint8Array) => {
    const at = join(bench.data, 'vault', '.staging', 'torn', `${key}.0`);
    mkdirSync(at);
    writeFileSync(join(at, 'bytes'), bytes);
    return at;
  };

  test('interrupted copies of its card file, and whole copies of it, each through the gate; others stay', async () => {
    write(NAME, clip('one'));
    await dock(bench, card);
    const key = stagingKeyOf('BC240001' as RecorderNo, { text: NAME, hex: null });
    const part = tornAt(key, clip('one').subarray(0, 5_000));
    const whole = tornAt('a'.repeat(32), clip('one'));
    // The beginning of another file may look the same: nothing proves that it is this one.
    const alike = tornAt('b'.repeat(32), clip('one').subarray(0, 4_096));
    const strange = tornAt('c'.repeat(32), clip('two'));
    await destroyAll();
    expect([part, whole, alike, strange].map((path) => existsSync(path))).toEqual([false, false, true, true]);
    const removed = (await actsOf(bench)).filter(({ act }) => act === 'staging.removed');
    expect(removed).toHaveLength(2);
  });
});

describe('edge case 19: the same bytes twice', () => {
  test('of one recorder and time they are sealed once, and go once', async () => {
    write(NAME, clip('one'));
    write('Media/IMP/DCAM_BC240001_A01234_20261118_083000.jpg', clip('one'));
    const { counts } = await dock(bench, card);
    expect(counts).toMatchObject({ sealed: 1, metAgain: 1 });
    expect(await allIds(bench)).toHaveLength(1);
    await destroyAll();
    expect((await dock(bench, card)).counts).toMatchObject({ sealed: 0, left: 2 });
  });

  test('of two recordings each has its own, and the end of one leaves the other', async () => {
    write(NAME, clip('one'));
    write('Media/Image/DCAM_BC240001_A01234_20261118_113000.jpg', clip('one'));
    await dock(bench, card);
    const [a, b] = (await allIds(bench)) as [RecordingId, RecordingId];
    bench.clock.passDays(800);
    const batch = await approved(bench, await draftOf(bench, [a]));
    bench.clock.passDays(8);
    await execute(bench, batch);
    expect(await allIds(bench)).toEqual([b]);
    // On the card the other one is still known as what is sealed.
    expect((await dock(bench, card)).counts).toMatchObject({ sealed: 0, metAgain: 1, left: 1, failed: 0 });
  });
});
