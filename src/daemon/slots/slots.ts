import type { SlotConfig } from '../../config/config.ts';
import type { DockRequest } from '../../evidence/dock.ts';
import { USB_PORT } from '../../evidence/medium.ts';
import { utcOf } from '../../evidence/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MediumPresence } from '../../ports/medium-presence.ts';
import { type DockProgress, SLOTS_LIMIT, type SlotState, type SlotStatus } from '../../ports/status-board.ts';
import type { UsbDevice, UsbEvent } from '../../ports/usb-watch.ts';
import type { Part } from '../part.ts';
import { comparePorts, openSlotNumbers } from './slot-numbers.ts';
import {
  afterEvent,
  EMPTY_SLOT,
  MOUNT_PATIENCE_MS,
  type Slot,
  type SlotEvent,
  stateOf,
} from './slot-state.ts';

/** A disk is asked for this often whether it is still there; the answer comes from the kernel's memory. */
const LOOK_EVERY_MS = 1_000;
/** USB-IF class codes of what a recorder is where nobody said that a port is for recorders: a disk or a camera. */
const RECORDER_CLASSES: ReadonlySet<number> = new Set([0x08, 0x06]);

export interface SlotsNeeds {
  readonly clock: Clock;
  readonly presence: MediumPresence;
  readonly configured: readonly SlotConfig[];
  /** The medium of this request is gone, for whoever still works on it or waits for it. */
  readonly onLeft: (request: DockRequest) => void;
  /** Something a person sees has changed. */
  readonly onChange: () => void;
  readonly lookEveryMs?: number;
}

/** The ports of the station and what is in them. A dock whose medium tells no port has no slot. */
export interface Slots extends Part {
  usb(event: UsbEvent): void;
  docking(request: DockRequest, progress: DockProgress): void;
  /** Somebody saw that the medium of this request is gone. */
  left(request: DockRequest): void;
  isPriority(request: DockRequest): boolean;
  /** @param docks as they stand now. */
  snapshot(docks: readonly DockProgress[]): readonly SlotStatus[];
}

interface Port {
  readonly port: string;
  readonly config: SlotConfig | null;
  readonly number: number;
  slot: Slot;
  shown: SlotState;
  since: string;
}

export function openSlots({
  clock,
  presence,
  configured,
  onLeft,
  onChange,
  lookEveryMs = LOOK_EVERY_MS,
}: SlotsNeeds): Slots {
  const nowMs = () => clock.read().wallMs;
  const numberOf = openSlotNumbers(configured);
  const ports = new Map<string, Port>();
  const portOf = (port: string): Port | null => {
    const known = ports.get(port);
    if (known !== undefined || ports.size >= SLOTS_LIMIT || !USB_PORT.test(port)) return known ?? null;
    const config = configured.find((each) => each.port === port) ?? null;
    const since = utcOf(nowMs());
    const met: Port = { port, config, number: numberOf(port), slot: EMPTY_SLOT, shown: 'idle', since };
    ports.set(port, met);
    return met;
  };
  for (const { port } of configured) portOf(port);

  const note = (at: Port, event: SlotEvent): void => {
    const before = at.slot;
    at.slot = afterEvent(before, event);
    for (const { request, isGone } of before.docks) {
      const now = at.slot.docks.find((dock) => dock.request.id === request.id);
      if (!isGone && (now === undefined || now.isGone) && event.kind !== 'docking') onLeft(request);
    }
    if (refreshed(at)) onChange();
  };
  /** True when its state is another one than was shown last; time alone may have done that. */
  const refreshed = (at: Port): boolean => {
    const { state } = stateOf(at.slot, nowMs(), patienceOf(at));
    if (state === at.shown) return false;
    at.shown = state;
    at.since = utcOf(nowMs());
    return true;
  };
  const left = (request: DockRequest): void => {
    const at = request.medium?.port == null ? undefined : ports.get(request.medium.port);
    if (at !== undefined) note(at, { kind: 'left', request });
  };

  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    const asked = [...ports.values()].flatMap(({ slot }) => slot.docks).filter(({ isGone }) => !isGone);
    for (const { request } of asked) {
      if (request.medium !== null && (await presence.isThere(request.medium)) === false) left(request);
    }
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, lookEveryMs);

  return {
    usb: ({ kind, device }) => {
      if (!ports.has(device.port) && !mayBeRecorder(device)) return;
      const at = portOf(device.port);
      if (at === null) return;
      note(at, kind === 'attached' ? { kind: 'plugged', device, atMs: nowMs() } : { kind: 'unplugged' });
    },
    docking: (request, progress) => {
      const at = request.medium?.port == null ? null : portOf(request.medium.port);
      if (at !== null) note(at, { kind: 'docking', request, progress });
    },
    left,
    isPriority: ({ medium }) =>
      medium?.port != null && configured.some(({ port, priority }) => priority && port === medium.port),
    snapshot: (docks) => {
      for (const at of ports.values()) {
        for (const { progress } of at.slot.docks) {
          const now = docks.find(({ dock }) => dock === progress.dock);
          if (now !== undefined && now !== progress)
            at.slot = afterEvent(at.slot, { kind: 'progress', progress: now });
        }
        refreshed(at);
      }
      return [...ports.values()]
        .sort((a, b) => a.number - b.number || comparePorts(a.port, b.port))
        .map((at) => statusOf(at, nowMs()));
    },
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

/** A keyboard on a port that nobody configured is none of our business. */
function mayBeRecorder({ interfaces }: UsbDevice): boolean {
  return interfaces.some((code) => RECORDER_CLASSES.has(code));
}

/** The station's own disks may be on ports that nobody configured. */
function patienceOf({ config }: Port): number {
  return config === null ? Number.POSITIVE_INFINITY : MOUNT_PATIENCE_MS;
}

function statusOf(at: Port, nowMs: number): SlotStatus {
  const { port, config, number, slot, since } = at;
  const { state, dock, code } = stateOf(slot, nowMs, patienceOf(at));
  const device = slot.device === null ? null : identityOf(slot.device);
  const { name = null, priority = false } = config ?? {};
  return {
    port,
    slot: number,
    name,
    configured: config !== null,
    priority,
    state,
    since,
    code,
    device,
    dock,
  };
}

function identityOf({ vendorId, productId, manufacturer, product, serial }: UsbDevice): SlotStatus['device'] {
  return { vendorId, productId, manufacturer, product, serial };
}
