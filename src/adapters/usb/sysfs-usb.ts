import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../evidence/errors.ts';
import { MEDIUM_TEXT_LIMIT } from '../../evidence/medium.ts';
import type { UsbDevice } from '../../ports/usb-watch.ts';

export const SYSFS_USB = '/sys/bus/usb/devices';

/** `1-2.3` is a device; `usb1` a root hub, `1-2.3:1.0` an interface (Documentation/ABI, sysfs-bus-usb). */
const DEVICE = /^\d+-\d+(\.\d+)*$/;
const HUB_CLASS = '09';
/** USB numbers at most 127 devices on a bus; more entries than several full buses are not looked at. */
const DEVICES_LIMIT = 1_024;

/** A device as long as it stays plugged in: the kernel gives another number at every plug. */
export interface PluggedDevice {
  readonly plug: string;
  readonly device: UsbDevice;
}

/**
 * What is plugged in now, hubs left out, by port. Read from sysfs without opening a device: the daemon is nobody
 * special. No bus at all is nothing plugged in.
 */
export async function readUsbDevices(folder: string): Promise<ReadonlyMap<string, PluggedDevice>> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw thrown;
  });
  const ports = names.filter((name) => DEVICE.test(name)).slice(0, DEVICES_LIMIT);
  const found = await Promise.all(ports.map((port) => readDevice(folder, port)));
  return new Map(found.flatMap((each) => (each === null ? [] : [[each.device.port, each] as const])));
}

/** Null for a hub, and for one that was pulled while it was read. */
async function readDevice(folder: string, port: string): Promise<PluggedDevice | null> {
  const fact = async (name: string): Promise<string | null> => {
    const text = await readFile(join(folder, port, name), 'utf8').catch(() => null);
    return text === null ? null : text.trim().slice(0, MEDIUM_TEXT_LIMIT).toWellFormed();
  };
  const [plug, vendor, product, deviceClass] = await Promise.all(
    ['devnum', 'idVendor', 'idProduct', 'bDeviceClass'].map(fact),
  );
  const [vendorId, productId] = [hex(vendor), hex(product)];
  if (plug == null || vendorId === null || productId === null || deviceClass === HUB_CLASS) return null;
  const [serial, manufacturer, name] = await Promise.all(['serial', 'manufacturer', 'product'].map(fact));
  const device = {
    port,
    vendorId,
    productId,
    manufacturer: manufacturer || null,
    product: name || null,
    serial: serial || null,
    interfaces: await interfacesOf(folder, port),
  };
  return { plug, device };
}

async function interfacesOf(folder: string, port: string): Promise<readonly number[]> {
  const names = (await readdir(join(folder, port)).catch(() => [])).filter((name) =>
    name.startsWith(`${port}:`),
  );
  const classes = await Promise.all(
    names.map((name) => readFile(join(folder, port, name, 'bInterfaceClass'), 'utf8').catch(() => null)),
  );
  const codes = classes.flatMap((text) => hex(text?.trim() ?? null) ?? []);
  return [...new Set(codes)].sort((a, b) => a - b);
}

function hex(text: string | null | undefined): number | null {
  return text != null && /^[0-9a-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16) : null;
}
