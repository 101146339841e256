import { parentPort } from 'node:worker_threads';
import { usb } from 'usb';

/** Asked first, because only this says why there is no bus: the listener would end the thread without a word. */
await usb.getDevices();
for (const event of ['connect', 'disconnect'] as const) {
  usb.addEventListener(event, () => parentPort?.postMessage('changed'));
}
