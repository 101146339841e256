import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUsbId, usbIdText } from '../../src/evidence/medium.ts';
import { unlockEnvironment, unlockRuleFor, usbDeviceName } from '../../src/recorders/unlock-job.ts';

const DEVICE = { vendorId: 0x4255, productId: 1, serial: 'SN1', manufacturer: null, product: 'Cam' };

test('a USB device is written as lsusb writes it', () => {
  expect(parseUsbId('4255:0001')).toEqual({ vendorId: 0x4255, productId: 1 });
  expect(usbIdText(DEVICE)).toBe('4255:0001');
  for (const wrong of ['4255', '4255:1', '0x4255:0001', '4255:0001 ', '42550001', 'g255:0001'])
    expect(parseUsbId(wrong)).toBeNull();
});

test('the first rule for exactly this device counts', () => {
  const rules = [
    { vendorId: 1, productId: 1 },
    { vendorId: 0x4255, productId: 1, n: 1 },
    { vendorId: 0x4255, productId: 1, n: 2 },
  ];
  expect(unlockRuleFor(rules, DEVICE)).toMatchObject({ n: 1 });
  expect(unlockRuleFor(rules, { vendorId: 0x4255, productId: 2 })).toBeNull();
});

test('whatever a device says of itself, its name and the environment are short text without control characters', () => {
  fc.assert(
    fc.property(fc.option(fc.string({ unit: 'binary', maxLength: 400 })), (serial) => {
      const device = { ...DEVICE, port: '1-2', serial };
      for (const text of [usbDeviceName(device), ...Object.values(unlockEnvironment(device))]) {
        expect(text).not.toMatch(/\p{Cc}/u);
        expect(text.isWellFormed()).toBe(true);
        expect(text.length).toBeLessThan(150);
      }
    }),
  );
  expect(unlockEnvironment({ ...DEVICE, serial: 'a\n$(id)\0' })).toEqual({
    SEALDOCK_USB_VENDOR: '4255',
    SEALDOCK_USB_PRODUCT: '0001',
    SEALDOCK_USB_SERIAL: 'a?$(id)?',
    SEALDOCK_USB_MANUFACTURER: '',
    SEALDOCK_USB_NAME: 'Cam',
  });
});
