import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type CardImage, imageDigest, makeDisk } from '../cards.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';

const LIMIT_MS = 120_000;

export const oddDisks: Scenario = {
  name: 'odd',
  isOnlyFull: true,
  rule: 'a disk with two partitions is two media of one slot, and both are sealed; an NTFS card is taken where the kernel has ntfs3, and elsewhere stays as it was and is shown as attached, with nothing left behind',
  run: async (rig) => `${await twoPartitions(rig)}; ${await ntfs(rig)}`,
};

async function twoPartitions(rig: Rig): Promise<string> {
  const { station } = rig;
  const plan = { format: 'superfloppy', files: 3, bytesPerFile: 200_000 } as const;
  const parts = ['BC240071', 'BC240072'].map((recorder) => rig.makeCard({ ...plan, recorder }));
  const disk = { ...(parts[0] as CardImage), image: join(rig.folder, 'two.img') };
  makeDisk(
    disk.image,
    parts.map(({ image }) => ({ image, type: 'c' })),
  );
  const before = imageDigest(disk.image);
  const known = await station.known();
  const plugged = await rig.plug(disk, { port: '3' });
  const docks = await station.ended(known, 2);
  assert.deepEqual(docks.map(({ recorder, result }) => `${recorder} ${result}`).sort(), [
    'BC240071 done',
    'BC240072 done',
  ]);
  for (const part of parts) assert.deepEqual(await station.sealed(part.plan.recorder), part.digests);
  const media = (await station.markers()).map(({ medium }) => medium);
  assert.equal(new Set(media.map(({ diskSeq }) => diskSeq)).size, 1);
  assert.equal(new Set(media.map(({ device }) => device)).size, 2);
  const slots = (await station.status())?.slots.filter(({ port }) => port === media[0]?.port);
  assert.deepEqual(
    slots?.map(({ state }) => state),
    ['done'],
  );
  await plugged.pull();
  await station.empty();
  assert.equal(imageDigest(disk.image), before);
  return 'both partitions sealed';
}

/** Empty, so that it needs nobody who can write it: it is refused as unrecognised where it can be mounted. */
async function ntfs(rig: Rig): Promise<string> {
  const { guest, station } = rig;
  const card = rig.makeCard({ recorder: 'BC240073', format: 'ntfs', files: 0, bytesPerFile: 0 });
  const before = imageDigest(card.image);
  const canMount = (await guest.run('modprobe --quiet ntfs3')).code === 0;
  const known = await station.known();
  const plugged = await rig.plug(card, { port: '4' });
  if (canMount) {
    const [dock] = await station.ended(known, 1);
    assert.equal(`${dock?.result} ${dock?.code}`, 'refused card-unrecognised');
  } else {
    await station.until('its mount was given up', LIMIT_MS, () =>
      station.saidAt("-u 'sealdock-mount@*'", /cannot be mounted \(ntfs\)/),
    );
    const attached = (await station.status())?.slots.filter(({ state }) => state === 'attached');
    assert.deepEqual(
      attached?.map(({ port }) => port.split('-')[1]),
      ['4'],
    );
    assert.equal(await guest.must('systemctl list-units --failed --no-legend'), '');
    await station.empty();
  }
  await plugged.pull();
  await station.empty();
  assert.equal(imageDigest(card.image), before);
  return `NTFS ${canMount ? 'mounted and read' : 'left alone: this kernel has no ntfs3'}`;
}
