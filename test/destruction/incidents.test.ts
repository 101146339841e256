import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDestroyedLook } from '../../src/daemon/watching-destroyed.ts';
import { settleIncident } from '../../src/destruction/settle-incident.ts';
import type { Batch } from '../../src/evidence/destruction.ts';
import type { RecordingId } from '../../src/evidence/ids.ts';
import { judgeByOne } from '../../src/retention/judge-keeping.ts';
import { sweep } from '../../src/retention/sweep.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { acting, actsOf, allIds, type Bench, execute, nowOf, openBench, ready } from './bench.ts';

let place: string;
let bench: Bench;
let batch: Batch;
let odd: RecordingId;
let file: string;
const NEVER = new AbortController().signal;

/** Of two recordings the bytes of one are not there when its turn comes. */
beforeEach(async () => {
  place = makePlace('incident');
  bench = await openBench({ data: join(place, 'station') });
  batch = await ready(bench, 2);
  [odd] = (await allIds(bench)) as [RecordingId];
  const row = await bench.catalog.recording(odd);
  file = join(bench.vault.root, row?.folder ?? '-', row?.manifest.file.sealedAs ?? '-');
  chmodSync(join(file, '..'), 0o755);
  takeAway();
  batch = (await execute(bench, batch)).batch;
});
afterEach(async () => {
  await bench.close();
  removeFolder(place);
});

const takeAway = () => renameSync(file, join(place, 'aside'));
const bringBack = () => renameSync(join(place, 'aside'), file);
const sweepLater = async () => {
  bench.clock.passDays(40);
  const { catalog, clock, context, policy } = bench;
  const ports = { catalog, clock, watch: context.watch, openJudge: judgeByOne(policy) };
  return sweep(ports, { signal: NEVER, reason: 'test' });
};
const settle = async (isLost: boolean, by = 'li') => {
  const facts = { recording: odd, reason: '已核查', now: await nowOf(bench), isLost, signal: NEVER };
  return settleIncident(bench.context, batch.id, facts, acting(bench, by));
};
const settled = async () =>
  (await actsOf(bench))
    .filter(({ act }) => act === 'batch.incident-settled')
    .map(({ before, after, actor, reason }) => [before, after, actor.id, reason]);

describe('edge case 17: an incident of a destruction', () => {
  test('stays out of every later draft until a person has settled it', async () => {
    expect(batch.state).toBe('partial');
    expect(await bench.catalog.openIncidents(9)).toMatchObject([
      { batch: batch.id, item: { recording: odd } },
    ]);
    expect(await sweepLater()).toMatchObject({ due: { propose: 1 }, added: 0 });
    expect(await bench.catalog.batches(['draft'], 9).then(([draft]) => draft && itemsIn(draft))).toEqual([]);
  });

  test('is settled only when its bytes are whole again; then it is proposed, and goes', async () => {
    await expect(settle(false)).rejects.toMatchObject({ code: 'sealed-differs' });
    expect(await settled()).toEqual([]);
    bringBack();
    expect(await settle(false)).toMatchObject({ state: 'restored' });
    expect(await settled()).toEqual([['incident', 'restored', 'li', '已核查']]);
    expect(await bench.catalog.openIncidents(9)).toEqual([]);
    expect(await sweepLater()).toMatchObject({ added: 1 });
    await expect(settle(false)).rejects.toMatchObject({ code: 'state-differs' });
  });

  test('that is said to be lost is never destroyed and never proposed; found again, it is', async () => {
    expect(await settle(true, 'fa')).toMatchObject({ state: 'lost' });
    expect(await bench.catalog.tombstone(odd)).toBeNull();
    expect(await bench.catalog.recording(odd)).not.toBeNull();
    expect(await bench.catalog.openIncidents(9)).toEqual([]);
    expect(await sweepLater()).toMatchObject({ added: 0 });
    bringBack();
    expect(await settle(false)).toMatchObject({ state: 'restored' });
    expect(await sweepLater()).toMatchObject({ added: 1 });
    expect(await settled()).toEqual([
      ['incident', 'lost', 'fa', '已核查'],
      ['lost', 'restored', 'li', '已核查'],
    ]);
  });

  test('is an alarm of the station until it is settled', async () => {
    const alarms = new Map<string, string>();
    const status = {
      raise: (source: string, ...codes: readonly string[]) => void alarms.set(source, codes.join()),
      broke: (source: string) => void alarms.set(source, 'broke'),
      clear: (source: string) => void alarms.delete(source),
    };
    const look = openDestroyedLook(bench, { status, onDefect: () => {}, signal: NEVER });
    await look();
    expect([...alarms]).toEqual([['incidents', 'incidents-open']]);
    await settle(true);
    await look();
    expect([...alarms]).toEqual([]);
  });

  test('is no business of those who approve or witness, and nothing else of a batch is settled by it', async () => {
    await expect(settle(true, 'wang')).rejects.toMatchObject({ code: 'role-missing' });
    const [gone] = (await itemsIn(batch)).filter((recording) => recording !== odd);
    const facts = { recording: gone as RecordingId, reason: 'x', now: await nowOf(bench) };
    await expect(
      settleIncident(bench.context, batch.id, { ...facts, isLost: true, signal: NEVER }, acting(bench, 'li')),
    ).rejects.toMatchObject({ code: 'state-differs' });
  });
});

async function itemsIn({ id }: Batch): Promise<readonly RecordingId[]> {
  const items = await bench.catalog.items(id, null, 99);
  return items.map(({ recording }) => recording);
}
