import assert from 'node:assert/strict';
import { type CardImage, imageDigest } from '../cards.ts';
import { fillExfat } from '../fill-exfat.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';

export const threeAtOnce: Scenario = {
  name: 'three',
  rule: 'three recorders at once (FAT with and without partitions, exFAT) end done, all sealed, with their true times; unplugged, they leave no mount and no marker',
  run: async (rig) => {
    const plan = { files: 6, bytesPerFile: 400_000 };
    const cards = [
      rig.makeCard({ ...plan, recorder: 'BC240001', format: 'partition', label: 'CAM01' }),
      rig.makeCard({ ...plan, recorder: 'BC240002', format: 'superfloppy', label: 'CAM02' }),
      rig.makeCard({ ...plan, recorder: 'BC240003', format: 'exfat', label: 'CAM03' }),
    ];
    await fillExfat(rig, cards[2] as CardImage);
    const before = cards.map(({ image }) => imageDigest(image));

    const known = await rig.station.known();
    const startedMs = performance.now();
    const plugged = await Promise.all(
      cards.map((card, index) => rig.plug(card, { port: String(index + 1) })),
    );
    const docks = await rig.station.ended(known, 3);
    const tookS = (performance.now() - startedMs) / 1_000;
    assert.deepEqual(
      docks.map(({ recorder, result }) => `${recorder} ${result}`).sort(),
      cards.map(({ plan: { recorder } }) => `${recorder} done`),
    );
    for (const card of cards) await checkSealed(rig, card);

    for (const card of plugged) await card.pull();
    await rig.station.empty();
    assert.deepEqual(
      cards.map(({ image }) => imageDigest(image)),
      before,
    );
    return `3 recorders, 18 files, ${tookS.toFixed(0)} s`;
  },
};

async function checkSealed(rig: Rig, card: CardImage): Promise<void> {
  assert.deepEqual(await rig.station.sealed(card.plan.recorder), card.digests);
  // FAT says 08:00:30 without a zone; it was half past midnight in UTC.
  const { recorded } = await rig.station.manifestOf(card.names[0] as string);
  assert.equal(Date.parse(recorded.fileSystem), Date.parse(card.firstChangedAt), card.plan.format);
}
