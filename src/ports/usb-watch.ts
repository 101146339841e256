/** What a USB device says of itself before anybody has mounted it. All text is external. */
export interface UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serial: string | null;
}

export type UsbEvent =
  | { readonly kind: 'attached'; readonly device: UsbDevice }
  | { readonly kind: 'detached'; readonly device: UsbDevice };

/**
 * Tells at once that something was plugged in, one to two seconds before its block device is there (FINDINGS 1.3).
 * Only a notice: what is docked is what is mounted.
 */
export interface UsbWatch {
  /** @param onUnavailable there is no bus or no netlink here; it tries again a few times and then gives up. */
  start(onEvent: (event: UsbEvent) => void, onUnavailable: (why: string) => void): { stop(): Promise<void> };
}
