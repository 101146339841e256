import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SlotConfig } from '../../../src/config/config.ts';
import { comparePorts, openSlotNumbers } from '../../../src/daemon/slots/slot-numbers.ts';
import { openSlots, type Slots } from '../../../src/daemon/slots/slots.ts';
import { isSameVisit } from '../../../src/daemon/slots/visit.ts';
import type { DockRequest } from '../../../src/evidence/dock.ts';
import { type DockProgress, SLOTS_LIMIT } from '../../../src/ports/status-board.ts';
import { mediumOf, progressOf, requestOf, usbDevice } from '../../support/slot-facts.ts';

const LEFT_DOOR: SlotConfig = { port: '1-2', slot: 2, name: 'left door', priority: true };

let missing: Set<string>;
let left: DockRequest[];
let changes: number;
let nowMs: number;
let slots: Slots;

beforeEach(() => {
  vi.useFakeTimers();
  [missing, left, changes, nowMs] = [new Set(), [], 0, 1_000];
});
afterEach(async () => {
  await slots.stop();
  vi.useRealTimers();
});

function open(...configured: SlotConfig[]): void {
  slots = openSlots({
    clock: { read: () => ({ wallMs: nowMs, boot: 'b', monotonicMs: nowMs }) },
    presence: {
      isThere: async ({ device }) => (device === null ? null : !missing.has(device)),
    },
    configured,
    onLeft: (request) => left.push(request),
    onChange: () => {
      changes += 1;
    },
    lookEveryMs: 1_000,
  });
}

const states = (docks: readonly DockProgress[] = []) =>
  slots.snapshot(docks).map(({ slot, port, state, code }) => `${slot} ${port} ${state} ${code ?? ''}`.trim());
const attach = (port: string, interfaces?: number[]) =>
  slots.usb({ kind: 'attached', device: usbDevice(port, interfaces) });
const detach = (port: string) => slots.usb({ kind: 'detached', device: usbDevice(port) });

test('a plug shows at once, before anything is mounted, with what the device says of itself', () => {
  open(LEFT_DOOR);
  expect(states()).toEqual(['2 1-2 idle']);
  attach('1-2');
  expect(changes).toBe(1);
  expect(slots.snapshot([])[0]).toMatchObject({
    state: 'attached',
    name: 'left door',
    configured: true,
    priority: true,
    device: { product: 'Recorder', vendorId: 0x1234 },
  });
});

test('a port that nobody configured gets the lowest free number and keeps it', () => {
  open(LEFT_DOOR);
  for (const port of ['1-4', '1-1']) attach(port);
  detach('1-4');
  expect(states()).toEqual(['1 1-4 idle', '2 1-2 idle', '3 1-1 attached']);
  expect(slots.snapshot([])[0]).toMatchObject({ configured: false, priority: false, name: null });
});

test('a keyboard is nobody of ours, unless its port is a slot', () => {
  open(LEFT_DOOR);
  attach('1-9', [3]);
  attach('1-8', [255]);
  expect(states()).toEqual(['2 1-2 idle']);
  attach('1-2', [255]);
  expect(states()).toEqual(['2 1-2 attached']);
});

test('a slot stays safe to take until its medium is gone', async () => {
  open(LEFT_DOOR);
  const request = requestOf('dock-1', mediumOf('22', 'sdb1'));
  attach('1-2');
  slots.docking(request, progressOf('dock-1', 'identifying'));
  const done = { ...progressOf('dock-1', 'finished'), result: 'done' as const };
  expect(states([done])).toEqual(['2 1-2 done']);
  await vi.advanceTimersByTimeAsync(5_000);
  // The board has forgotten the dock by now; the slot has not.
  expect(states()).toEqual(['2 1-2 done']);
  missing.add('sdb1');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(states()).toEqual(['2 1-2 attached']);
  detach('1-2');
  expect(states()).toEqual(['2 1-2 idle']);
  expect(left).toEqual([request]);
});

test('a pull in the middle is told to the dock, once, and stays to be seen', async () => {
  open(LEFT_DOOR);
  const request = requestOf('dock-1', mediumOf('22', 'sdb1'));
  slots.docking(request, progressOf('dock-1', 'identifying'));
  missing.add('sdb1');
  await vi.advanceTimersByTimeAsync(3_000);
  detach('1-2');
  expect(left).toEqual([request]);
  expect(states([{ ...progressOf('dock-1', 'finished'), result: 'gone', code: 'card-gone' }])).toEqual([
    '2 1-2 failed card-gone',
  ]);
});

test('what cannot be asked for is believed to be there', async () => {
  open(LEFT_DOOR);
  slots.docking(requestOf('dock-1', mediumOf(null, null)), progressOf('dock-1', 'copying'));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(states()).toEqual(['2 1-2 copying']);
  expect(left).toEqual([]);
});

test('a slot says since when it is in its state, also where only time has passed', () => {
  open(LEFT_DOOR);
  attach('1-2');
  nowMs += 40_000;
  expect(slots.snapshot([])[0]).toMatchObject({
    state: 'attention',
    code: 'card-not-mounted',
    since: '1970-01-01T00:00:41.000Z',
  });
});

test('a disk on a port that nobody configured, perhaps the vault itself, wants nobody', () => {
  open(LEFT_DOOR);
  attach('2-1');
  nowMs += 3_600_000;
  expect(states()).toEqual(['1 2-1 attached', '2 1-2 idle']);
});

test('a port that is no port has no slot, and there is an end to them', () => {
  open();
  slots.docking(requestOf('dock-1', mediumOf('1', 'sdb', '../../etc')), progressOf('dock-1', 'copying'));
  expect(states()).toEqual([]);
  for (let port = 1; port <= SLOTS_LIMIT + 10; port += 1)
    attach(`${Math.ceil(port / 99)}-${port % 99 || 1}.${port % 99}`);
  expect(states().length).toBeLessThanOrEqual(SLOTS_LIMIT);
});

test('the card of a priority slot goes first, and one without a port never does', () => {
  open(LEFT_DOOR);
  expect(slots.isPriority(requestOf('a', mediumOf('1', 'sdb', '1-2')))).toBe(true);
  expect(slots.isPriority(requestOf('a', mediumOf('1', 'sdb', '1-3')))).toBe(false);
  expect(slots.isPriority(requestOf('a', null))).toBe(false);
});

describe('numbers', () => {
  test('ports are ordered as people count them', () => {
    const sorted = ['1-10', '1-2.3', '2-1', '1-2', '1-2.10', '1-2.3.1'].sort(comparePorts);
    expect(sorted).toEqual(['1-2', '1-2.3', '1-2.3.1', '1-2.10', '1-10', '2-1']);
  });

  test('a free number is never given twice', () => {
    const numberOf = openSlotNumbers([LEFT_DOOR]);
    expect(['1-7', '1-2', '1-8', '1-7', '1-9'].map(numberOf)).toEqual([1, 2, 3, 1, 4]);
  });
});

test.each([
  ['a replug on the same path', mediumOf('22', 'sdb1'), mediumOf('26', 'sdb1'), false],
  ['the same disk seen twice', mediumOf('22', 'sdb1'), mediumOf('22', 'sdb1'), true],
  ['two partitions of one disk', mediumOf('22', 'sdb1'), mediumOf('22', 'sdb2'), false],
  ['a person who asks for the path of a disk', mediumOf('22', 'sdb1'), null, true],
  ['a kernel that does not count', mediumOf(null, 'sdb1'), mediumOf(null, 'sdb1'), true],
])('DISKSEQ decides what is one visit: %s', (_, one, other, expected) => {
  expect(isSameVisit(requestOf('a', one), requestOf('b', other))).toBe(expected);
});
