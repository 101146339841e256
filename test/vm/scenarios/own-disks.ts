import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type CardImage, makeDisk } from '../cards.ts';
import { deviceAt } from '../fill-exfat.ts';
import { type Rig, SCRATCH_SERIAL } from '../rig.ts';
import type { Scenario } from '../scenario.ts';

const LIMIT_MS = 120_000;

export const ownDisks: Scenario = {
  name: 'own',
  rule: 'a disk that /etc/fstab names, and one with a volume of LVM on it, are left alone: not docked, not mounted, not made read-only; without its line in fstab the same disk is taken',
  run: async (rig) => {
    await namedInFstab(rig);
    await usedByLvm(rig);
    return 'fstab and LVM left alone; taken once the line was gone';
  },
};

async function namedInFstab(rig: Rig): Promise<void> {
  const { guest, station } = rig;
  const card = rig.makeCard({
    recorder: 'BC240091',
    format: 'superfloppy',
    files: 2,
    bytesPerFile: 100_000,
    label: 'ARCHIVE',
  });
  await guest.must("cp /etc/fstab /run/fstab.rig && echo 'LABEL=ARCHIVE /mnt vfat noauto 0 0' >> /etc/fstab");
  try {
    const known = await station.known();
    const plugged = await rig.plug(card, { port: '1' });
    const device = await deviceAt(rig, 1);
    await isLeftAlone(rig, known, device, device);
    await plugged.pull();
    await station.empty();
  } finally {
    await guest.must('cp /run/fstab.rig /etc/fstab');
  }
  const known = await station.known();
  const plugged = await rig.plug(card, { port: '1' });
  const [dock] = await station.ended(known, 1);
  assert.equal(dock?.result, 'done');
  assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
  await plugged.pull();
  await station.empty();
}

/** The volume is beside a file system with footage, which would be taken on any other disk. */
async function usedByLvm(rig: Rig): Promise<void> {
  const { guest, station } = rig;
  const footage = rig.makeCard({
    recorder: 'BC240092',
    format: 'superfloppy',
    files: 2,
    bytesPerFile: 100_000,
  });
  const volume = join(rig.folder, 'volume.img');
  execFileSync('truncate', ['-s', '64M', volume]);
  const disk: CardImage = { ...footage, image: join(rig.folder, 'lvm.img') };
  makeDisk(disk.image, [
    { image: volume, type: '8e' },
    { image: footage.image, type: 'c' },
  ]);
  const made = await rig.plug(disk, { port: '7', serial: SCRATCH_SERIAL });
  const first = `/dev/${await deviceAt(rig, 7)}1`;
  await guest.must(
    `pvcreate --yes --force ${first} && vgcreate rig ${first} && lvcreate --yes --name held --extents 100%FREE rig && vgchange --activate n rig`,
    LIMIT_MS,
  );
  await made.pull();

  const known = await station.known();
  const plugged = await rig.plug(disk, { port: '2' });
  const device = await deviceAt(rig, 2);
  await isLeftAlone(rig, known, device, `${device}2`);
  // It can still be used as its owner means to.
  await guest.must(
    'vgchange --activate y rig && dd if=/dev/zero of=/dev/rig/held bs=1M count=1 oflag=direct',
    LIMIT_MS,
  );
  await guest.must('vgchange --activate n rig', LIMIT_MS);
  await plugged.pull();
  await station.empty();
}

/** Once the helper has said so; before that, nothing would prove nothing. */
async function isLeftAlone(
  { guest, station }: Rig,
  known: ReadonlySet<string>,
  disk: string,
  part: string,
): Promise<void> {
  await station.until(`${part} is left alone`, LIMIT_MS, () =>
    station.saidAt("-u 'sealdock-mount@*'", new RegExp(`${part} belongs to this machine`)),
  );
  assert.equal(await guest.must(`for d in /dev/${disk}*; do blockdev --getro $d; done | sort -u`), '0');
  assert.equal(await guest.must(`grep -c ^/dev/${disk} /proc/mounts || true`), '0');
  await station.empty();
  assert.deepEqual(
    (await station.docks()).filter(({ dock }) => !known.has(dock)),
    [],
  );
}
