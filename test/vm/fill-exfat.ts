import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { CardImage } from './cards.ts';
import { type Rig, SCRATCH_SERIAL } from './rig.ts';

const DEVICE_LIMIT_MS = 60_000;

/**
 * Copies a card's files into its empty exFAT image, in the guest, because hardly any host can. Both disks carry the
 * serial number that the rig's own udev rule keeps away from sealdock.
 */
export async function fillExfat(rig: Rig, card: CardImage): Promise<void> {
  const tar = join(rig.folder, 'scratch.tar');
  execFileSync('tar', ['-C', card.folder, '-cf', tar, 'Media']);
  // A disk of whole sectors.
  execFileSync('truncate', ['-s', '%1M', tar]);
  const known = await rig.station.known();
  const source = await rig.plug({ ...card, image: tar }, { port: '6', serial: SCRATCH_SERIAL });
  const from = await deviceAt(rig, 6);
  const target = await rig.plug(card, { port: '7', serial: SCRATCH_SERIAL });
  const to = await deviceAt(rig, 7);
  await rig.guest.must(
    `mkdir -p /mnt/scratch && mount -t exfat /dev/${to} /mnt/scratch && tar -C /mnt/scratch --no-same-owner -xf /dev/${from} && umount /mnt/scratch && sync`,
  );
  await source.pull();
  await target.pull();
  const touched = (await rig.station.docks()).filter(({ dock }) => !known.has(dock));
  if (touched.length > 0) throw new Error('a disk with SEALDOCK_IGNORE was docked');
}

/** The disk behind a port of the controller, once the kernel has it. */
export function deviceAt(rig: Rig, port: number): Promise<string> {
  return rig.station.until(`a disk at port ${port}`, DEVICE_LIMIT_MS, async () => {
    const { stdout } = await rig.guest.run(
      `for disk in /sys/block/sd*; do case $(readlink -f $disk) in */[0-9]-${port}/*) test "$(cat $disk/size)" -gt 0 && echo \${disk##*/};; esac; done`,
    );
    return stdout.trim() || null;
  });
}
