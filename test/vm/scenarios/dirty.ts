import assert from 'node:assert/strict';
import { type CardImage, imageDigest, makeFatDirty } from '../cards.ts';
import { deviceAt } from '../fill-exfat.ts';
import { type Rig, SCRATCH_SERIAL } from '../rig.ts';
import type { Scenario } from '../scenario.ts';

export const dirty: Scenario = {
  name: 'dirty',
  rule: 'cards that were not unmounted cleanly, a FAT with its flag and an ext4 whose journal waits to be played back, are sealed and stay as they were to the byte; status and device check say so, and of a clean one that it is clean',
  run: async (rig) => {
    const { station } = rig;
    const plan = { files: 3, bytesPerFile: 200_000 };
    const cards = [
      rig.makeCard({ ...plan, recorder: 'BC240061', format: 'superfloppy' }),
      rig.makeCard({ ...plan, recorder: 'BC240062', format: 'ext4' }),
      rig.makeCard({ ...plan, recorder: 'BC240063', format: 'partition' }),
    ];
    const [fat, ext4] = cards as [CardImage, CardImage];
    makeFatDirty(fat.image);
    await leaveJournal(rig, ext4);
    const before = cards.map(({ image }) => imageDigest(image));

    const known = await station.known();
    const plugged = await Promise.all(
      cards.map((card, index) => rig.plug(card, { port: String(index + 1) })),
    );
    const docks = await station.ended(known, 3);
    // On ext4 there is lost+found, which only root may list.
    const flags = docks.map(({ recorder, result, dirty }) => `${recorder} ${result} ${dirty}`);
    assert.deepEqual(flags.sort(), ['BC240061 done true', 'BC240062 findings true', 'BC240063 done false']);
    for (const card of cards) assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
    for (const { dock, dirty } of docks) {
      const shown = JSON.parse(await station.must(`dock show ${dock} --json`)) as DockShown;
      assert.equal(shown.data.dock.check?.dirty, dirty);
    }
    const said = await station.must('--lang en status');
    assert.equal(said.match(/cleanly/g)?.length, 2, said);

    for (const card of plugged) await card.pull();
    await station.empty();
    assert.deepEqual(
      cards.map(({ image }) => imageDigest(image)),
      before,
    );
    return 'FAT and ext4 dirty, FAT clean: told so, sealed, images unchanged';
  },
};

/** Written to in the guest, and pulled while it was mounted: what was written last stands in the journal only. */
async function leaveJournal(rig: Rig, card: CardImage): Promise<void> {
  const plugged = await rig.plug(card, { port: '7', serial: SCRATCH_SERIAL });
  const device = await deviceAt(rig, 7);
  await rig.guest.must(
    `mkdir -p /mnt/scratch && mount -t ext4 /dev/${device} /mnt/scratch && echo late > /mnt/scratch/late.txt && sync`,
  );
  await plugged.pull();
  await rig.guest.must('umount --lazy /mnt/scratch');
}

interface DockShown {
  readonly data: { readonly dock: { readonly check: { readonly dirty: boolean | null } | null } };
}
