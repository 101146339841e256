import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CardImage, imageDigest } from '../cards.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import type { PluggedCard } from '../usb-port.ts';

const SHORT = 2;
const FULL = 20;
const CUTS_PER_CARD = 4;
const SLOW = 1_200_000;

export const powerCuts: Scenario = {
  name: 'power',
  rule: 'power cut at spread instants: after each boot inspect finds nothing, and the card ends fully sealed, nothing twice',
  run: async (rig, { isFull }) => {
    const cuts = isFull ? FULL : SHORT;
    const sealedAtCut: number[] = [];
    for (let done = 0; done < cuts; done += CUTS_PER_CARD) {
      const card = rig.makeCard({
        recorder: `BC2402${String(done).padStart(2, '0')}`,
        format: 'partition',
        files: 12,
        bytesPerFile: 700_000,
      });
      const before = imageDigest(card.image);
      for (let cut = done; cut < Math.min(done + CUTS_PER_CARD, cuts); cut += 1) {
        // Every other time the card stays in its slot while the station boots.
        const left = await cutOnce(rig, card, cut % 2 === 1);
        sealedAtCut.push((await rig.station.sealed(card.plan.recorder)).length);
        await rig.station.inspect();
        await left?.pull();
        await rig.station.empty();
      }
      const known = await rig.station.known();
      const last = await rig.plug(card);
      const [dock] = await rig.station.ended(known, 1);
      assert.equal(dock?.result, 'done');
      assert.deepEqual(await rig.station.sealed(card.plan.recorder), card.digests);
      await last.pull();
      await rig.station.empty();
      await rig.station.inspect();
      assert.equal(imageDigest(card.image), before);
    }
    return `${cuts} cuts, with ${sealedAtCut.join(', ')} files sealed after the boot`;
  },
};

/** Cuts the power somewhere between the plug and the end of the copy, and boots again. */
async function cutOnce(rig: Rig, card: CardImage, staysIn: boolean): Promise<PluggedCard | null> {
  const known = await rig.station.known();
  await rig.plug(card, { bytesPerSecond: SLOW });
  if (!staysIn) {
    await rig.station.until('a copy is under way', 180_000, async () =>
      (await rig.station.docks()).some(({ dock, phase }) => !known.has(dock) && phase !== 'identifying'),
    );
  }
  await sleep(randomInt(6_000));
  return rig.cutPowerAndBoot(staysIn ? card : null);
}
