import { parentPort } from 'node:worker_threads';
import { usb } from 'usb';
import type { UsbDevice, UsbEvent } from '../../ports/usb-watch.ts';

/** Asked first, because only this says why there is no bus: the listener would end the thread without a word. */
await usb.getDevices();
usb.addEventListener('connect', ({ device }) => tell({ kind: 'attached', device: factsOf(device) }));
usb.addEventListener('disconnect', ({ device }) => tell({ kind: 'detached', device: factsOf(device) }));

function tell(event: UsbEvent): void {
  parentPort?.postMessage(event);
}

/** Only what sysfs tells without opening the device: the daemon is nobody special (FINDINGS 1.3). */
function factsOf(device: USBDevice): UsbDevice {
  return {
    vendorId: device.vendorId,
    productId: device.productId,
    manufacturer: device.manufacturerName ?? null,
    product: device.productName ?? null,
    serial: device.serialNumber ?? null,
  };
}
