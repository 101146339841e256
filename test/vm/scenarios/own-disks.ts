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
  isOnlyFull: true,
  rule: 'disks that /etc/fstab names, that a volume stands on (LVM), or that hold swap beside a file system, are left alone: not docked, not mounted, not made read-only; without its line in fstab the same disk is taken',
  run: async (rig) => {
    await namedInFstab(rig);
    await sharedWithOthers(rig);
    return 'left alone: one in fstab, one under device-mapper, one with swap; taken once the line was gone';
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
    const since = await guest.must('date +%s.%N');
    const plugged = await rig.plug(card, { port: '1' });
    const device = await deviceAt(rig, 1);
    await isLeftAlone(rig, known, device, device, since);
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

/**
 * Beside a swap area lies a file system with footage, which would be taken on any other disk; then the same with
 * something that a device-mapper volume (what LVM makes) stands on, where nothing on the disk itself tells so.
 */
async function sharedWithOthers(rig: Rig): Promise<void> {
  const { guest, station } = rig;
  const footage = rig.makeCard({
    recorder: 'BC240092',
    format: 'superfloppy',
    files: 2,
    bytesPerFile: 100_000,
  });
  const other = join(rig.folder, 'other.img');
  execFileSync('truncate', ['-s', '64M', other]);
  const disk: CardImage = { ...footage, image: join(rig.folder, 'shared.img') };
  const parts = [
    { image: other, type: '82' },
    { image: footage.image, type: 'c' },
  ];

  makeDisk(disk.image, parts);
  const known = await station.known();
  const raw = await rig.plug(disk, { port: '7', serial: SCRATCH_SERIAL });
  const under = await deviceAt(rig, 7);
  await guest.must(`dmsetup create rig-volume --table "0 8192 linear /dev/${under}1 0"`);
  const before = await guest.must('date +%s.%N');
  const { code } = await guest.run(`systemctl start sealdock-mount@${under}2`);
  assert.notEqual(code, 0);
  await isLeftAlone(rig, known, under, `${under}2`, before);
  await guest.must('dd if=/dev/zero of=/dev/mapper/rig-volume bs=1M count=1 oflag=direct');
  await guest.must('dmsetup remove --retry rig-volume');
  await raw.pull();
  await station.empty();

  execFileSync('mkswap', [other], { stdio: 'ignore' });
  makeDisk(disk.image, parts);
  const since = await guest.must('date +%s.%N');
  const plugged = await rig.plug(disk, { port: '2' });
  const device = await deviceAt(rig, 2);
  await isLeftAlone(rig, known, device, `${device}2`, since);
  await plugged.pull();
  await station.empty();
}

/** Once the helper has said so; before that, nothing would prove nothing. */
async function isLeftAlone(
  { guest, station }: Rig,
  known: ReadonlySet<string>,
  disk: string,
  part: string,
  since: string,
): Promise<void> {
  await station.until(`${part} is left alone`, LIMIT_MS, () =>
    station.saidAt(
      `--since '@${since}' -u 'sealdock-mount@*'`,
      new RegExp(`${part} belongs to this machine`),
    ),
  );
  assert.equal(await guest.must(`for d in /dev/${disk}*; do blockdev --getro $d; done | sort -u`), '0');
  assert.equal(await guest.must(`grep -c ^/dev/${disk} /proc/mounts || true`), '0');
  await station.empty();
  assert.deepEqual(
    (await station.docks()).filter(({ dock }) => !known.has(dock)),
    [],
  );
}
