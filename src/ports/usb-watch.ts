import type { UsbIdentity } from '../evidence/medium.ts';

/** What a USB device says of itself before anybody has mounted it. All text is external. */
export interface UsbDevice extends UsbIdentity {
  /** The physical port as the kernel numbers it: bus, then the port of each hub on the way (`1-2.3`). */
  readonly port: string;
  /** Class codes of its interfaces (USB-IF): 8 is mass storage, 6 still image, 255 the maker's own. */
  readonly interfaces: readonly number[];
}

export type UsbEvent =
  | { readonly kind: 'attached'; readonly device: UsbDevice }
  | { readonly kind: 'detached'; readonly device: UsbDevice };

/**
 * Tells at once what was plugged in and pulled, one to two seconds before its block device is there (FINDINGS 1.3).
 * Only a notice: what is docked is what is mounted. A device that was replugged is told as detached, then attached;
 * hubs are not told.
 */
export interface UsbWatch {
  /**
   * @param onUnavailable what told at once has failed; it goes on a little later each time, and with what the kernel
   * shows in its file system.
   */
  start(onEvent: (event: UsbEvent) => void, onUnavailable: (why: string) => void): { stop(): Promise<void> };
}
