import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDiskPresence } from '../../src/adapters/disk-presence.ts';
import { openUsbWatch } from '../../src/adapters/usb/usb-watch.ts';
import { mediumOf } from '../support/slot-facts.ts';
import { makePlace, removeFolder } from '../support/test-station.ts';
import { until } from '../support/until.ts';

let place: string;
let unplugged: string;
let events: string[];
let bad: string[];
let ring: () => void;
let stop: () => Promise<void>;

beforeEach(() => {
  place = makePlace('usb');
  unplugged = makePlace('usb-making');
  [events, bad] = [[], []];
  stop = async () => {};
});
afterEach(async () => {
  await stop();
  removeFolder(place);
  removeFolder(unplugged);
});

function start(lookEveryMs: number, folder = place): void {
  const thread = {
    start: (onChange: () => void) => {
      ring = onChange;
      return { stop: async () => {} };
    },
  };
  const watch = openUsbWatch({ folder, thread, lookEveryMs }).start(
    ({ kind, device }) => events.push(`${kind} ${device.port} ${device.serial} ${device.interfaces}`),
    (why) => bad.push(why),
  );
  stop = () => watch.stop();
}

/** What sysfs shows of a device. */
function plug(port: string, facts: Record<string, string>, interfaces: readonly string[] = ['08']): void {
  // Whole at once, as the kernel shows it: a look may come in the middle of this.
  const making = join(unplugged, port);
  mkdirSync(making, { recursive: true });
  const all = { devnum: '5', idVendor: '1d6b', idProduct: '0104', bDeviceClass: '00', ...facts };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(making, name), `${text}\n`);
  interfaces.forEach((code, at) => {
    mkdirSync(join(making, `${port}:1.${at}`), { recursive: true });
    writeFileSync(join(making, `${port}:1.${at}`, 'bInterfaceClass'), `${code}\n`);
  });
  rmSync(join(place, port), { recursive: true, force: true });
  renameSync(making, join(place, port));
}

test('tells with its port what is plugged in and pulled where netlink tells nothing', async () => {
  plug('1-2.3', { serial: 'A' }, ['ff', '08']);
  start(20);
  await until(() => events.length === 1);
  plug('2-1', { serial: 'B' });
  await until(() => events.length === 2);
  rmSync(join(place, '1-2.3'), { recursive: true });
  await until(() => events.length === 3);
  expect(events).toEqual(['attached 1-2.3 A 8,255', 'attached 2-1 B 8', 'detached 1-2.3 A 8,255']);
});

test('looks at once when the thread says that something has changed', async () => {
  start(3_600_000);
  await sleep(50);
  plug('1-1', { serial: 'A' });
  ring();
  await until(() => events.length === 1);
});

test('a replug between two looks is a detach and an attach, in this order', async () => {
  plug('1-1', { serial: 'A', devnum: '5' });
  start(20);
  await until(() => events.length === 1);
  plug('1-1', { serial: 'A', devnum: '6' });
  await until(() => events.length === 3);
  expect(events.slice(1)).toEqual(['detached 1-1 A 8', 'attached 1-1 A 8']);
});

test('hubs and interfaces are no devices, and one without interfaces is told after a while', async () => {
  plug('1-1', { bDeviceClass: '09' });
  plug('usb1', {});
  plug('1-3', { serial: '' }, []);
  start(20);
  await until(() => events.length === 1);
  await sleep(60);
  expect(events).toEqual(['attached 1-3 null ']);
});

test('a machine without a bus has nothing plugged in, and one that cannot be read says so once', async () => {
  start(10, join(place, 'none'));
  await sleep(60);
  expect([events, bad]).toEqual([[], []]);
  await stop();
  writeFileSync(join(place, 'file'), '');
  start(10, join(place, 'file'));
  await until(() => bad.length > 0);
  await sleep(60);
  expect(bad).toHaveLength(1);
});

test('a disk is there while it is listed with the same DISKSEQ, and a partition has that of its disk', async () => {
  mkdirSync(join(place, 'sdb/sdb1'), { recursive: true });
  writeFileSync(join(place, 'sdb/diskseq'), '22\n');
  const { isThere } = openDiskPresence(join(place, 'sdb'));
  expect(await isThere(mediumOf('22', 'sdb1'))).toBe(true);
  writeFileSync(join(place, 'sdb/diskseq'), '26\n');
  expect(await isThere(mediumOf('22', 'sdb1'))).toBe(false);
  expect(await isThere(mediumOf(null, 'sdb1'))).toBe(true);
  expect(await isThere(mediumOf('22', 'sdb2'))).toBe(false);
  expect(await isThere(mediumOf('22', null))).toBeNull();
  expect(await isThere(mediumOf('22', '../sdb1'))).toBeNull();
});
