import type { ConfigWords } from '../config-words.ts';

export const config: ConfigWords = {
  unknownKey: (suggestion) =>
    `there is no such setting${suggestion === null ? '' : `; did you mean "${suggestion}"?`}`,
  duplicateKey: 'is set more than once',
  syntax: (what) => `is not YAML: ${what}`,
  aliases: 'YAML aliases and anchors are not taken here',
  tooLong: (limitBytes) => `the file is longer than ${limitBytes} bytes`,
  wrongType: (expected) => `must be ${expected}`,
  oneOf: (choices) => `must be one of ${choices.join(', ')}`,
  wholeBetween: (from, to) => `must be a whole number from ${from} to ${to}`,
  durationUnit: 'must be a time with its unit: 250ms, 2s, 5min, 24h, 3d',
  sizeUnit: 'must be a size with its unit: 35MB, 512MiB, 2GiB',
  between: (from, to) => `must be from ${from} to ${to}`,
  policyId: 'must be the id of a policy: lower-case letters, digits and hyphens',
  stationName: 'must be 1 to 64 letters, digits, dots and hyphens (A-Z a-z 0-9 . -)',
  zone: 'is no time zone that this machine knows; for example Asia/Shanghai',
  emptyText: 'must not be empty',
  cron: "must be five fields of cron (minute hour day month weekday), for example '30 3 * * *', or null",
  recorderNo:
    'cannot be a recorder number: at most 32 letters, digits and . _ - beginning with a letter or digit',
  port: "must be a USB port as 'ls /sys/bus/usb/devices' names it, for example '1-2.3'",
  slotName: 'must be 1 to 64 characters',
  samePort: (other) => `is the same as in ${other}`,
  needsSha256: 'must contain sha256',
  twice: 'stands in the list twice',
  usbDevice: "must be a USB device as lsusb writes it, in quotes: '4255:0001'",
  absoluteCommand: 'must be a list that begins with the absolute path of a program',
  insideData: (data) => `lies inside the data folder ${data}`,
  containsData: (data) => `contains the data folder ${data}`,
  overlaps: (other) => `is the same folder as ${other}, or one of them contains the other`,
  types: {
    text: 'text',
    flag: 'true or false',
    list: 'a list ("- value", one per line)',
    mapping: 'a group of settings ("name: value")',
  },
};
