import type { UsbWatch } from '../../ports/usb-watch.ts';
import { type PluggedDevice, readUsbDevices, SYSFS_USB } from './sysfs-usb.ts';
import { openUsbThread, type UsbThread } from './usb-thread.ts';

/** Reading a few small files of the kernel: what netlink does not tell is seen within this time. */
const LOOK_EVERY_MS = 1_000;
/** A device whose interfaces never come (it asks for more current than there is) is told after so many looks. */
const LOOKS_FOR_INTERFACES = 3;

export interface UsbWatchParts {
  /** Where the kernel shows what is plugged in. */
  readonly folder?: string;
  readonly thread?: UsbThread;
  readonly lookEveryMs?: number;
}

/**
 * What is plugged in is read from sysfs: every second, and at once when the thread that listens to netlink says that
 * something has changed. So there is one truth, with port paths, whatever the thread can do here: on a quick replug
 * netlink told the new device before the end of the old one (FINDINGS 1.3), and where there is no netlink it tells
 * nothing at all.
 */
export function openUsbWatch({
  folder = SYSFS_USB,
  thread = openUsbThread(),
  lookEveryMs = LOOK_EVERY_MS,
}: UsbWatchParts = {}): UsbWatch {
  return {
    start: (onEvent, onUnavailable) => {
      let told = new Map<string, PluggedDevice>();
      const looks = new Map<string, number>();
      let looking: Promise<void> | null = null;
      let isWantedAgain = false;
      let isStopped = false;
      let lastFailure = '';

      /** Its interfaces appear some milliseconds after the device itself. */
      const isReady = ({ plug, device }: PluggedDevice): boolean => {
        if (device.interfaces.length > 0) return true;
        const id = `${device.port} ${plug}`;
        looks.set(id, (looks.get(id) ?? 0) + 1);
        return (looks.get(id) ?? 0) >= LOOKS_FOR_INTERFACES;
      };
      const look = async (): Promise<void> => {
        const found = await readUsbDevices(folder);
        if (isStopped) return;
        const now = new Map<string, PluggedDevice>();
        for (const [port, before] of told) {
          if (found.get(port)?.plug === before.plug) now.set(port, before);
          else onEvent({ kind: 'detached', device: before.device });
        }
        for (const [port, plugged] of found) {
          if (now.has(port) || !isReady(plugged)) continue;
          now.set(port, plugged);
          onEvent({ kind: 'attached', device: plugged.device });
        }
        const waiting = new Set([...found.values()].map(({ plug, device }) => `${device.port} ${plug}`));
        for (const id of looks.keys()) if (!waiting.has(id)) looks.delete(id);
        told = now;
      };
      /** One look at a time; a change that comes meanwhile is looked at after it. */
      const tryLook = (): void => {
        if (looking !== null) {
          isWantedAgain = true;
          return;
        }
        isWantedAgain = false;
        looking = look()
          .catch((thrown: unknown) => {
            // Once, and not every second.
            if (String(thrown) !== lastFailure) onUnavailable(String(thrown));
            lastFailure = String(thrown);
          })
          .then(() => {
            looking = null;
            if (isWantedAgain && !isStopped) tryLook();
          });
      };
      const listening = thread.start(tryLook, onUnavailable);
      const timer = setInterval(tryLook, lookEveryMs);
      tryLook();
      return {
        stop: async () => {
          isStopped = true;
          clearInterval(timer);
          await listening.stop();
          await looking;
        },
      };
    },
  };
}
