import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { durableFiles } from '../../src/adapters/durable-files.ts';
import type { Register } from '../../src/destruction/register/register.ts';
import type { Batch } from '../../src/evidence/destruction.ts';
import { sha256Of } from '../../src/evidence/digest.ts';
import { draft } from '../contracts/catalog.contract.ts';
import { holdOn } from '../contracts/destruction.contract.ts';
import { PowerCutFiles } from '../fakes/power-cut-files.ts';
import type { StationClock } from '../fakes/station-clock.ts';
import { type FaultPoint, FaultPoints } from '../support/fault-points.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { actsOf, allIds, copyOf, execute, openBench, ready, sealPhotos } from './bench.ts';

const place = makePlace('destroy-crash');
afterAll(() => removeFolder(place));
const COUNT = 3;
const TURN_OVER_MS = 121_000;

/** One station, ready to be executed; every run begins from a copy of it. */
const template = join(place, 'template');
const first = await openBench({ data: template });
const batch = await ready(first, COUNT);
const [held] = await allIds(first);
if (held === undefined) throw new Error('nothing was sealed');
await first.catalog.placeHold(holdOn({ kind: 'recording', recording: held }), draft('hold.placed'));
const kept = (await sealPhotos(first, 1, { seed: 'another', bytes: 500 })).length - COUNT;
await first.close();
const { clock } = first;

let runs = 0;
async function crashThenGoOn(point: FaultPoint, keep: (() => boolean) | null): Promise<FaultPoints> {
  runs += 1;
  const data = copyOf(template, mkdtempSync(join(place, 'run-')));
  const faults = new FaultPoints(point);
  const cut = new PowerCutFiles(join(place, 'attic', String(runs)));
  const files = keep === null ? durableFiles : cut;
  const dying = await openBench({ data, clock, wrap: faults.wrap, files }).catch(() => null);
  if (dying !== null) {
    await execute(dying, batch).catch(() => {});
    await dying.catalog.close().catch(() => {});
    // The wrapped one refuses when it is dead; its file is let go all the same.
    await dying.close().catch(() => {});
  }
  if (keep !== null) cut.cutPower(keep);
  await expectDestroyedOnce(data, clock);
  removeFolder(data);
  return faults;
}

/** Whatever had happened: at the end each item has one end, and nothing else has ended. */
async function expectDestroyedOnce(data: string, at: StationClock): Promise<void> {
  at.passMs(TURN_OVER_MS);
  const bench = await openBench({ data, clock: at });
  try {
    const now = await bench.catalog.batch(batch.id);
    if (now?.state === 'approved' || now?.state === 'executing') await execute(bench, batch);
    const ended = (await bench.catalog.batch(batch.id)) as Batch;
    expect(ended).toMatchObject({ state: 'partial', registerNo: 1 });
    expect(await bench.catalog.intended(null)).toEqual([]);
    expect(await bench.catalog.countItems(batch.id)).toMatchObject({
      destroyed: COUNT - 1,
      deferred: 1,
      listed: 0,
    });
    const entries = await actsOf(bench);
    for (const item of await bench.catalog.items(batch.id, null, 10)) {
      const stone = await bench.catalog.tombstone(item.recording);
      const row = (await bench.catalog.destroyedRecording(item.recording)) ?? null;
      const told = (act: string) =>
        entries.filter((entry) => entry.act === act && entry.object.id === item.recording).length;
      if (item.recording === held) {
        expect([stone, row]).toEqual([null, null]);
        expect((await bench.catalog.recording(held))?.id).toBe(held);
        expect([told('recording.destruction-intended'), told('recording.destroyed')]).toEqual([0, 0]);
        expect(told('batch.item-deferred')).toBe(1);
        continue;
      }
      expect(stone).toMatchObject({ sha256: item.sha256, registerNo: 1 });
      expect(existsSync(join(data, 'vault', row?.folder ?? '-'))).toBe(false);
      expect([told('recording.destruction-intended'), told('recording.destroyed')]).toEqual([1, 1]);
    }
    // What stood in no batch, and what was held, lies where it lay.
    const left = await allIds(bench);
    expect(left).toHaveLength(1 + kept);
    for (const id of left) {
      const folder = (await bench.catalog.recording(id))?.folder ?? '-';
      expect(readdirSync(join(data, 'vault', folder))).toHaveLength(4);
    }
    const json = await bench.context.registers.read(1, 'register.json');
    expect(json === null ? null : sha256Of(json)).toBe(ended.registerSha256);
    const register = JSON.parse(Buffer.from(json ?? []).toString()) as Register;
    expect(register.destroyed).toHaveLength(COUNT - 1);
    expect(register.others).toMatchObject([{ recording: held, cause: 'held', destroyedAt: null }]);
  } finally {
    await bench.close();
  }
}

const calls = (await crashThenGoOn({ call: 0, when: 'before' }, null)).names;

test('an execution makes enough calls for this suite to mean something', () => {
  for (const name of [
    'catalog.intendDestruction',
    'vault.destroySealed',
    'files.unlinkFile',
    'catalog.noteDestroyed',
  ]) {
    expect(calls).toContain(name);
  }
  expect(calls.length).toBeGreaterThan(60);
});

test.each(['before', 'after'] as const)(
  'edge case 15: killed %s any port call, an execution comes to the same end when it is asked again',
  async (when) => {
    for (let call = 1; call <= calls.length; call += 1) await crashThenGoOn({ call, when }, null);
  },
);

test.each([1, 2])(
  'edge case 15: so it does when a power cut takes back what was not flushed (seed %i)',
  async (seed) => {
    let state = seed;
    const keep = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648 < 0.5;
    };
    for (let call = 1; call <= calls.length; call += 1) await crashThenGoOn({ call, when: 'after' }, keep);
  },
);

test.each(['before', 'after'] as const)(
  'destroying is idempotent: a failure %s any one call, after which the process lives on, leads to the same end',
  async (when) => {
    for (let call = 1; call <= calls.length; call += 1) {
      const data = copyOf(template, mkdtempSync(join(place, 'passing-')));
      const faults = new FaultPoints({ call, when, isPassing: true });
      const bench = await openBench({ data, clock, wrap: faults.wrap }).catch(() => null);
      if (bench !== null) {
        await execute(bench, batch).catch(() => {});
        await bench.close();
      }
      await expectDestroyedOnce(data, clock);
      removeFolder(data);
    }
  },
);
