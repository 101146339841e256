import { Worker } from 'node:worker_threads';

/** Without a bus or netlink the package ends its process; in a worker it ends only that (FINDINGS 1.3). */
const RESTARTS_LIMIT = 3;
const RESTART_AFTER_MS = 30_000;

/** Tells that something on the bus has changed; what, the kernel's file system shows. */
export interface UsbThread {
  start(onChange: () => void, onUnavailable: (why: string) => void): { stop(): Promise<void> };
}

/**
 * Listens on the USB bus from a thread of its own, which may die of it. However it ends, that is told, and it is begun
 * again a few times.
 */
export function openUsbThread(
  script: URL = new URL('./usb-worker.ts', import.meta.url),
  restartAfterMs = RESTART_AFTER_MS,
): UsbThread {
  return {
    start: (onChange, onUnavailable) => {
      let worker: Worker | null = null;
      let timer: NodeJS.Timeout | null = null;
      let restarts = 0;
      let isStopped = false;

      const begin = () => {
        let why: string | null = null;
        worker = new Worker(script);
        worker.unref();
        worker.on('message', () => onChange());
        worker.on('error', (thrown) => {
          why = thrown instanceof Error ? thrown.message : String(thrown);
        });
        // The last event of every thread, also of one that was ended without an error.
        worker.on('exit', (code) => {
          if (isStopped) return;
          onUnavailable(why ?? `the USB thread ended with code ${code}`);
          restarts += 1;
          if (restarts > RESTARTS_LIMIT) return;
          timer = setTimeout(begin, restartAfterMs * restarts);
          timer.unref();
        });
      };
      begin();
      return {
        stop: async () => {
          isStopped = true;
          if (timer !== null) clearTimeout(timer);
          await worker?.terminate();
        },
      };
    },
  };
}
