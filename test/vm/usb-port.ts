import type { Json } from './json-socket.ts';
import type { Qmp } from './qmp.ts';

export interface PlugOptions {
  readonly image: string;
  /** Of the root hub, such as `1`, or behind a hub: `5.2`. */
  readonly port: string;
  readonly serial: string;
  /** A slow card, in bytes per second. */
  readonly bytesPerSecond?: number;
  /** Sectors of 512 bytes that cannot be read. */
  readonly badSectors?: readonly number[];
}

export interface PluggedCard {
  pull(): Promise<void>;
  /** It went with its hub: only what stood behind it is put away. */
  putAway(): Promise<void>;
}

let count = 0;

/** Plugs a stick with this image into the guest, as a hand would: the kernel is told by its controller. */
export async function plug(qmp: Qmp, options: PlugOptions): Promise<PluggedCard> {
  count += 1;
  const name = `card${count}`;
  const nodes: string[] = [];
  const addNode = async (node: string, args: Json) => {
    await qmp.call('blockdev-add', { 'node-name': node, ...args });
    nodes.unshift(node);
  };

  // Shared and writable, as a real card is: that nothing is written is the guest's doing.
  const file: Json = { driver: 'file', filename: options.image, locking: 'off' };
  const rules = (options.badSectors ?? []).map((sector) => ({
    event: 'none',
    iotype: 'read',
    errno: 5,
    sector,
  }));
  const base: Json = rules.length === 0 ? file : { driver: 'blkdebug', image: file, 'inject-error': rules };
  await addNode(`${name}-raw`, { driver: 'raw', file: base });
  const { bytesPerSecond } = options;
  if (bytesPerSecond !== undefined) {
    const limits = { 'bps-read': bytesPerSecond };
    await qmp.call('object-add', { 'qom-type': 'throttle-group', id: `${name}-slow`, limits });
    await addNode(`${name}-throttle`, {
      driver: 'throttle',
      'throttle-group': `${name}-slow`,
      file: `${name}-raw`,
    });
  }
  await qmp.call('device_add', {
    driver: 'usb-storage',
    id: name,
    bus: 'usb.0',
    port: options.port,
    serial: options.serial,
    drive: nodes[0],
  });
  let isIn = true;
  const putAway = async () => {
    for (const node of nodes) await qmp.call('blockdev-del', { 'node-name': node });
    if (bytesPerSecond !== undefined) await qmp.call('object-del', { id: `${name}-slow` });
  };
  return {
    putAway,
    pull: async () => {
      if (!isIn) return;
      isIn = false;
      await qmp.call('device_del', { id: name });
      await qmp.deviceDeleted(name);
      await putAway();
    },
  };
}

/** A hub of eight ports at a port of the root hub; pulling it takes whatever hangs on it. */
export async function plugHub(qmp: Qmp, port: string): Promise<Pick<PluggedCard, 'pull'>> {
  count += 1;
  const id = `hub${count}`;
  await qmp.call('device_add', { driver: 'usb-hub', id, bus: 'usb.0', port });
  return {
    pull: async () => {
      await qmp.call('device_del', { id });
      await qmp.deviceDeleted(id);
    },
  };
}

/** A reader with a slot of its own: its card comes and goes, and the device stays where it is. */
export async function plugReader(qmp: Qmp, { port, serial }: { port: string; serial: string }) {
  count += 1;
  const id = `reader${count}`;
  // A backend with a name, because only such a one can be given another medium.
  await qmp.call('human-monitor-command', { 'command-line': `drive_add 0 if=none,id=${id}` });
  const driver = { driver: 'usb-storage', id: `${id}-usb`, bus: 'usb.0', removable: true };
  await qmp.call('device_add', { ...driver, port, serial, drive: id });
  return {
    /** @param bytesPerSecond a slow card; 0 for as fast as it can. */
    insert: async (image: string, bytesPerSecond = 0) => {
      await qmp.call('blockdev-change-medium', { device: id, filename: image, format: 'raw' });
      // Not before, because it needs a medium; the guest looks for one every two seconds only.
      await qmp.call('block_set_io_throttle', { device: id, ...limits(bytesPerSecond, 0) });
    },
    /** As a hand takes it, whether or not the system has locked it. */
    takeOut: () => qmp.call('eject', { device: id, force: true }),
    pull: async () => {
      await qmp.call('device_del', { id: `${id}-usb` });
      await qmp.deviceDeleted(`${id}-usb`);
    },
  };
}

/** All limits of a drive of the emulator; 0 is none. */
export function limits(bytesPerSecond: number, writesPerSecond: number): Json {
  const others = { bps: 0, bps_wr: 0, iops: 0, iops_rd: 0 };
  return { ...others, bps_rd: bytesPerSecond, iops_wr: writesPerSecond };
}
