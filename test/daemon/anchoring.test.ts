import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishLog } from '../../src/audit/publish-log.ts';
import type { Station } from '../../src/compose.ts';
import type { AnchorConfig } from '../../src/config/config.ts';
import { startAnchoring } from '../../src/daemon/anchoring.ts';
import type { AlarmSource } from '../../src/daemon/status.ts';
import { SealdockError } from '../../src/evidence/errors.ts';
import { utcOf } from '../../src/evidence/time.ts';
import type { TimeStamps } from '../../src/ports/time-stamps.ts';
import type { WitnessClient } from '../../src/ports/witness-client.ts';
import { SetClock } from '../support/flow-bench.ts';
import { makePlace, openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';

const HOUR = 3_600_000;
let place: string;
let opened: TestStation;
let clock: SetClock & { monotonicMs: number };
let alarms: Map<AlarmSource, string>;
/** What the authority does next. */
let authority: () => Promise<{ token: Uint8Array; at: ReturnType<typeof utcOf> }>;
let asked = 0;
let stop: () => Promise<void>;

beforeEach(async () => {
  place = makePlace('anchoring');
  clock = Object.assign(new SetClock(), { monotonicMs: 0 });
  clock.read = () => ({ wallMs: clock.wallMs, boot: 'test', monotonicMs: clock.monotonicMs });
  opened = await openTestStation({ data: join(place, 'data'), clock });
  await publishLog(opened, { origin: 'test' });
  alarms = new Map();
  asked = 0;
  stop = async () => {};
});
afterEach(async () => {
  await stop();
  await opened.close();
  removeFolder(place);
});

function start(changes: Partial<AnchorConfig>, witnessClient: WitnessClient | null = null): void {
  const anchors: AnchorConfig = {
    policy: { kinds: ['tsa'], maxAgeMs: 48 * HOUR },
    tsa: null,
    witness: null,
    ...changes,
  };
  const timeStamps: TimeStamps = {
    url: 'http://tsa.example/',
    ca: '',
    stamp: () => {
      asked += 1;
      return authority();
    },
    check: async () => utcOf(clock.wallMs),
  };
  const config = { station: { origin: 'test' }, audit: { anchors } };
  // Only what anchoring asks for.
  const station = { ...opened, config, timeStamps, witnessClient } as unknown as Station;
  const part = startAnchoring(station, {
    status: {
      raise: (source, ...codes) => void alarms.set(source, codes.join()),
      clear: (source) => void alarms.delete(source),
    },
    onDefect: () => {},
    signal: new AbortController().signal,
    lookEveryMs: 5,
  });
  stop = part.stop;
}

async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000 && !(await happened()); tries += 1) await sleep(5);
  expect(await happened()).toBe(true);
}
const pass = (ms: number) => {
  clock.wallMs += ms;
  clock.monotonicMs += ms;
};
const taken = async () => (await opened.catalog.anchors('tsa', 99)).length;
const tsa = { url: 'http://tsa.example/', ca: '', everyMs: 24 * HOUR };
const works = async () => ({ token: Buffer.from('token'), at: utcOf(clock.wallMs) });
const isDown = async () => Promise.reject(new SealdockError('anchor-unreachable', { found: 'ECONNREFUSED' }));

test('a stamp is taken at once, then one a day, and no alarm stands', async () => {
  authority = works;
  start({ tsa });
  await until(async () => (await taken()) === 1);
  pass(23 * HOUR);
  await sleep(50);
  expect(asked).toBe(1);
  pass(HOUR);
  await until(async () => (await taken()) === 2);
  await until(() => alarms.size === 0);
});

test('without a network it stays due, is asked for ever more seldom, and is taken when the network is back', async () => {
  authority = isDown;
  start({ tsa });
  await until(() => asked === 1);
  await sleep(50);
  expect(asked).toBe(1);
  pass(60_000);
  await until(() => asked === 2);
  pass(60_000);
  await sleep(50);
  expect(asked).toBe(2);
  for (let days = 0; days < 9; days += 1) {
    const before = asked;
    pass(24 * HOUR);
    await until(() => asked === before + 1);
  }
  expect(await taken()).toBe(0);
  authority = works;
  pass(HOUR);
  await until(async () => (await taken()) === 1);
});

test('too old an anchor is an alarm, whatever the reason, until there is a new one', async () => {
  authority = isDown;
  start({ tsa });
  await until(() => alarms.get('anchoring') === 'anchor-too-old');
  expect(alarms.has('anchor tsa')).toBe(false);
  authority = works;
  pass(HOUR);
  await until(() => alarms.size === 0);
  authority = isDown;
  pass(47 * HOUR);
  await until(() => asked >= 3);
  expect(alarms.has('anchoring')).toBe(false);
  pass(2 * HOUR);
  await until(() => alarms.get('anchoring') === 'anchor-too-old');
});

test('a witness that knows another history is an alarm at once', async () => {
  const key = { name: 'witness.example/w1', publicKey: new Uint8Array(32) };
  const witness: WitnessClient = {
    url: 'http://witness.example/',
    key,
    addCheckpoint: async () => ({ kind: 'conflict', size: 999 }),
  };
  start(
    { policy: { kinds: [], maxAgeMs: HOUR }, witness: { url: witness.url, key, everyMs: HOUR } },
    witness,
  );
  await until(() => alarms.get('anchor witness') === 'log-set-back');
});

test('where nothing is configured, nothing is asked and nothing is wrong', async () => {
  authority = works;
  start({ policy: { kinds: [], maxAgeMs: HOUR } });
  await sleep(50);
  expect([asked, alarms.size]).toEqual([0, 0]);
});
