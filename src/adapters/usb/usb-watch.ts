import { Worker } from 'node:worker_threads';
import type { UsbEvent, UsbWatch } from '../../ports/usb-watch.ts';

/** Without a bus or netlink the package ends its process; in a worker it ends only that (FINDINGS 1.3). */
const RESTARTS_LIMIT = 3;
const RESTART_AFTER_MS = 30_000;

/** Listens on the USB bus from a thread of its own, which may die of it. */
export function openUsbWatch(): UsbWatch {
  return {
    start: (onEvent, onUnavailable) => {
      let worker: Worker | null = null;
      let timer: NodeJS.Timeout | null = null;
      let restarts = 0;

      const begin = () => {
        worker = new Worker(new URL('./usb-worker.ts', import.meta.url));
        worker.unref();
        worker.on('message', (event: UsbEvent) => onEvent(event));
        worker.on('error', (thrown) => {
          onUnavailable(thrown instanceof Error ? thrown.message : String(thrown));
          restarts += 1;
          if (restarts > RESTARTS_LIMIT) return;
          timer = setTimeout(begin, RESTART_AFTER_MS * restarts);
          timer.unref();
        });
      };
      begin();
      return {
        stop: async () => {
          if (timer !== null) clearTimeout(timer);
          await worker?.terminate();
        },
      };
    },
  };
}
