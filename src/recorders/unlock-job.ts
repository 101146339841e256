import { type UsbIdentity, usbIdText } from '../evidence/medium.ts';

/** A device that hides its card until a command has unlocked it, as the configuration tells. */
export interface UnlockTarget {
  readonly vendorId: number;
  readonly productId: number;
}

const TEXT_LIMIT = 128;

/** The first rule for this device; null when none is. */
export function unlockRuleFor<Rule extends UnlockTarget>(
  rules: readonly Rule[],
  { vendorId, productId }: Pick<UsbIdentity, 'vendorId' | 'productId'>,
): Rule | null {
  return rules.find((rule) => rule.vendorId === vendorId && rule.productId === productId) ?? null;
}

/** One name for a device in its port: `1-2 4255:0001 SN123`. Makers give one serial number to many. */
export function usbDeviceName(device: UsbIdentity & { readonly port: string }): string {
  return [device.port, usbIdText(device), plain(device.serial)].filter((part) => part !== '').join(' ');
}

/** What the command is told of the device. The device's own texts are hostile: control characters do not get through. */
export function unlockEnvironment(device: UsbIdentity): Readonly<Record<string, string>> {
  const [vendor, product] = usbIdText(device).split(':') as [string, string];
  return {
    SEALDOCK_USB_VENDOR: vendor,
    SEALDOCK_USB_PRODUCT: product,
    SEALDOCK_USB_SERIAL: plain(device.serial),
    SEALDOCK_USB_MANUFACTURER: plain(device.manufacturer),
    SEALDOCK_USB_NAME: plain(device.product),
  };
}

function plain(text: string | null): string {
  return (text ?? '')
    .toWellFormed()
    .replace(/\p{Cc}/gu, '?')
    .slice(0, TEXT_LIMIT)
    .toWellFormed();
}
