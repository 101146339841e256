/*
 * What the kernel and udev tell of the medium behind a dock. All text is the device's own and hostile: it is kept and
 * compared, never interpreted.
 */

export const MEDIUM_TEXT_LIMIT = 256;
/** A USB port as Linux names it: its bus, and the ports on the way (Documentation/ABI, sysfs-bus-usb). */
export const USB_PORT = /^\d{1,3}-\d{1,3}(\.\d{1,3}){0,6}$/;

/** A USB device as it describes itself (USB 2.0, table 9-8). */
export interface UsbIdentity {
  /** 0 to 65535. */
  readonly vendorId: number;
  readonly productId: number;
  /** Makers give the same one to many devices; it is a sign, and no name. */
  readonly serial: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
}

/** `4255:0001`, as `lsusb` writes it: two numbers of four hex digits. */
export function parseUsbId(text: string): Pick<UsbIdentity, 'vendorId' | 'productId'> | null {
  const parts = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(text);
  if (parts === null) return null;
  return {
    vendorId: Number.parseInt(parts[1] as string, 16),
    productId: Number.parseInt(parts[2] as string, 16),
  };
}

/** The same, from the numbers. */
export function usbIdText({ vendorId, productId }: Pick<UsbIdentity, 'vendorId' | 'productId'>): string {
  return [vendorId, productId].map((each) => each.toString(16).padStart(4, '0')).join(':');
}

export interface Medium {
  /** Counts up with every disk that the kernel meets (Linux 5.15): the one name of this visit (FINDINGS 1.3). */
  readonly diskSeq: string | null;
  /** The block device that holds the file system, such as `sdb1`. */
  readonly device: string | null;
  /** The physical port as the kernel numbers it, hubs included: `1-2.3`. The slot is named after it. */
  readonly port: string | null;
  readonly usb: UsbIdentity | null;
  readonly fileSystem: string | null;
  readonly fileSystemId: string | null;
  readonly sizeBytes: number | null;
  /** By the file system's own flag, as the mount helper read it; null or absent where nobody could tell. */
  readonly dirty?: boolean | null;
}
