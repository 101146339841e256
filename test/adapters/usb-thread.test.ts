import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { openUsbThread } from '../../src/adapters/usb/usb-thread.ts';
import { until } from '../support/until.ts';

let stop = async () => {};
afterEach(() => stop());

function start(script: string) {
  let events = 0;
  const bad: string[] = [];
  const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  const watch = openUsbThread(url, 5).start(
    () => (events += 1),
    (why) => bad.push(why),
  );
  stop = () => watch.stop();
  return { events: () => events, bad };
}

test('a thread that ends without a word is told, and begun again three times', async () => {
  const { bad } = start('process.exit(3)');
  await until(() => bad.length === 4);
  await sleep(200);
  expect(bad).toEqual(Array(4).fill('the USB thread ended with code 3'));
});

test('a thread that throws is told once each time, with what it threw', async () => {
  const { bad } = start('throw new Error("no bus here")');
  await until(() => bad.length === 4);
  await sleep(100);
  expect(bad).toEqual(Array(4).fill('no bus here'));
});

test('hands on what the thread tells, and is silent about an end that was asked for', async () => {
  const { events, bad } = start(
    'import { parentPort } from "node:worker_threads"; parentPort.postMessage("changed"); setInterval(() => {}, 1000);',
  );
  await until(() => events() === 1);
  await stop();
  await sleep(50);
  expect(bad).toEqual([]);
});
