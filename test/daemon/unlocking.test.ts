import { afterEach, beforeEach, expect, test } from 'vitest';
import { openUnlocking, type Unlocking } from '../../src/daemon/unlocking.ts';
import type { HookEnd, HookJob } from '../../src/ports/hook-runner.ts';
import type { UsbDevice } from '../../src/ports/usb-watch.ts';
import { entries } from '../support/flow-bench.ts';
import { openTestStation, removeFolder, type TestStation } from '../support/test-station.ts';
import { until } from '../support/until.ts';

const DEVICE: UsbDevice = {
  port: '1-2',
  interfaces: [255],
  vendorId: 0x4255,
  productId: 1,
  manufacturer: null,
  product: null,
  serial: 'SN1',
};
const RULES = [{ vendorId: 0x4255, productId: 1, command: ['/etc/hook', 'secret-argument'], timeoutMs: 100 }];
const DONE: HookEnd = { kind: 'exited', exitCode: 0 };

let station: TestStation;
let jobs: HookJob[];
let end: () => Promise<HookEnd>;
let alarms: string[];
let ending: AbortController;
let unlocking: Unlocking;

beforeEach(async () => {
  station = await openTestStation();
  jobs = [];
  alarms = [];
  end = async () => DONE;
  ending = new AbortController();
  const hooks = {
    run: async (job: HookJob) => {
      jobs.push(job);
      return end();
    },
  };
  const status = {
    raise: (source: string) => void alarms.push(`+${source}`),
    clear: (source: string) => void alarms.push(`-${source}`),
  };
  const needs = { status, onDefect: () => {}, signal: ending.signal, tryAgainMs: 1 };
  unlocking = openUnlocking({ ...station, hooks }, RULES, needs);
});
afterEach(async () => {
  ending.abort();
  await unlocking.stop();
  await station.close();
  removeFolder(station.data);
});
const attach = (device = DEVICE) => unlocking.note({ kind: 'attached', device });

test('runs the command of the device with its ids, and audits that without its arguments', async () => {
  attach();
  await unlocking.stop();
  expect(jobs).toMatchObject([
    {
      command: ['/etc/hook', 'secret-argument'],
      timeoutMs: 100,
      env: { SEALDOCK_USB_VENDOR: '4255', SEALDOCK_USB_SERIAL: 'SN1' },
    },
  ]);
  const tried = await entries(station, 'recorder.unlock-tried');
  expect(tried).toMatchObject([
    {
      object: { kind: 'device', id: '1-2 4255:0001 SN1' },
      after: 'done',
      detail: { program: '/etc/hook', try: 1, exitCode: 0 },
    },
  ]);
  expect(JSON.stringify(tried)).not.toContain('secret');
  expect(alarms).toEqual(['-unlock 1-2 4255:0001 SN1']);
});

test('runs nothing for any other device', async () => {
  attach({ ...DEVICE, productId: 2 });
  await unlocking.stop();
  expect(jobs).toEqual([]);
});

test('a command that fails is tried three times, then it is an alarm, until it works', async () => {
  end = async () => ({ kind: 'timed-out' });
  attach();
  await unlocking.stop();
  const tried = await entries(station, 'recorder.unlock-tried');
  expect(tried.map(({ reason, after, detail }) => [reason, after, detail.try, detail.exitCode])).toEqual(
    [1, 2, 3].map((tries) => ['timed-out', 'failed', tries, null]),
  );
  expect(alarms).toEqual(['+unlock 1-2 4255:0001 SN1']);
  end = async () => DONE;
  attach();
  await unlocking.stop();
  expect(alarms.at(-1)).toBe('-unlock 1-2 4255:0001 SN1');
});

test('a device that was pulled out is not tried again, and is no alarm', async () => {
  end = async () => {
    unlocking.note({ kind: 'detached', device: DEVICE });
    return { kind: 'exited', exitCode: 1 };
  };
  attach();
  await unlocking.stop();
  expect(jobs).toHaveLength(1);
  expect(alarms).toEqual([]);
});

test('at most one command runs for a device at a time; what came meanwhile is one more run', async () => {
  let running = 0;
  let most = 0;
  let release = () => {};
  end = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    running -= 1;
    return DONE;
  };
  attach();
  attach();
  attach();
  await until(() => running === 1);
  release();
  await until(() => jobs.length === 2);
  release();
  await unlocking.stop();
  expect(jobs).toHaveLength(2);
  expect(most).toBe(1);
});

test('a device that comes back as it was each time is not unlocked for ever', async () => {
  for (let round = 0; round < 8; round += 1) {
    unlocking.note({ kind: 'detached', device: DEVICE });
    attach();
    await unlocking.stop();
  }
  expect(jobs).toHaveLength(5);
  expect(alarms.at(-1)).toBe('+unlock 1-2 4255:0001 SN1');
});

test('nothing begins once the station stops', async () => {
  ending.abort();
  attach();
  await unlocking.stop();
  expect(jobs).toEqual([]);
});
