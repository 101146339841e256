import assert from 'node:assert/strict';
import { imageDigest } from '../cards.ts';
import type { Scenario } from '../scenario.ts';
import { plugReader } from '../usb-port.ts';

const SLOW = 300_000;

export const reader: Scenario = {
  name: 'reader',
  isOnlyFull: true,
  rule: 'cards that come and go in a reader that stays are docks of their own; one that is taken out in the middle is told as gone, its mount and marker go, and the next card is taken',
  run: async (rig) => {
    const { station } = rig;
    const plan = { format: 'superfloppy', bytesPerFile: 400_000 } as const;
    const first = rig.makeCard({ ...plan, recorder: 'BC240081', files: 3 });
    const torn = rig.makeCard({ ...plan, recorder: 'BC240082', files: 8 });
    const before = [first, torn].map(({ image }) => imageDigest(image));
    const slot = await plugReader(rig.guest.qmp, { port: '4', serial: 'RIG-READER' });

    const known = await station.known();
    await slot.insert(first.image);
    const [done] = await station.ended(known, 1);
    assert.equal(`${done?.recorder} ${done?.result}`, 'BC240081 done');
    await slot.takeOut();
    await station.empty();

    const knownTorn = await station.known();
    await slot.insert(torn.image, SLOW);
    await station.until('a copy is under way', 180_000, async () =>
      (await station.docks()).some(({ dock, phase }) => !knownTorn.has(dock) && phase === 'copying'),
    );
    await slot.takeOut();
    const [gone] = await station.ended(knownTorn, 1);
    assert.equal(`${gone?.result} ${gone?.code}`, 'gone card-gone');
    await station.empty();

    const knownAgain = await station.known();
    await slot.insert(torn.image);
    const [again] = await station.ended(knownAgain, 1);
    assert.equal(again?.result, 'done');
    for (const card of [first, torn])
      assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
    const sequence = (await station.markers()).map(({ medium }) => medium.diskSeq);
    await slot.pull();
    await station.empty();
    assert.deepEqual(
      [first, torn].map(({ image }) => imageDigest(image)),
      before,
    );
    return `3 cards in one reader, one taken out in the middle; the last visit is DISKSEQ ${sequence.join()}`;
  },
};
