import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CardImage, imageDigest } from '../cards.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';

const SHORT = 3;
const FULL = 24;
const PULLS_PER_CARD = 3;
const SLOW = 1_000_000;
/** The rule says 5 s, on a real machine. */
const HUGELY_OFF_S = 60;

export const pullOuts: Scenario = {
  name: 'pulls',
  rule: 'pulled at random instants of a slow copy, a card stays as it was to the byte; the slot says so within seconds; the next visit takes the rest, nothing twice',
  run: async (rig, { isFull }) => {
    const { station } = rig;
    const pulls = isFull ? FULL : SHORT;
    let torn = 0;
    let slowestS = 0;
    for (let done = 0; done < pulls; done += PULLS_PER_CARD) {
      const card = rig.makeCard({
        recorder: `BC2401${String(done).padStart(2, '0')}`,
        format: done % 2 === 0 ? 'partition' : 'superfloppy',
        files: 8,
        bytesPerFile: 900_000,
      });
      const before = imageDigest(card.image);
      for (let pull = 0; pull < PULLS_PER_CARD && done + pull < pulls; pull += 1) {
        const told = await pullOnce(rig, card, pull === 0);
        torn += told === null ? 0 : 1;
        slowestS = Math.max(slowestS, told ?? 0);
        assert.equal(imageDigest(card.image), before);
      }
      const known = await station.known();
      const last = await rig.plug(card);
      const [dock] = await station.ended(known, 1);
      assert.equal(dock?.result, 'done');
      assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
      await last.pull();
      await station.empty();
      assert.equal(imageDigest(card.image), before);
    }
    // Pulls that all fell before the first byte or after the last would prove nothing.
    assert.ok(torn >= pulls / 3, `only ${torn} of ${pulls} fell into a dock`);
    assert.ok(slowestS < HUGELY_OFF_S, `${slowestS} s`);
    await station.inspect();
    return `${pulls} pulls, ${torn} in the middle of a dock; told at most ${slowestS.toFixed(1)} s after the kernel's message; inspect finds nothing`;
  },
};

/** @returns seconds from the kernel's message to the end of the dock; null when no dock was under way. */
async function pullOnce(rig: Rig, card: CardImage, isAnywhere: boolean): Promise<number | null> {
  const { station } = rig;
  const known = await station.known();
  const plugged = await rig.plug(card, { bytesPerSecond: SLOW });
  if (isAnywhere) {
    await sleep(randomInt(6_000));
  } else {
    await station.until('a copy is under way', 180_000, async () =>
      (await station.docks()).some(({ dock, phase }) => !known.has(dock) && phase === 'copying'),
    );
    await sleep(randomInt(4_000));
  }
  await plugged.pull();
  await station.empty();
  const gone = (await station.docks()).find(({ dock, result }) => !known.has(dock) && result === 'gone');
  if (gone === undefined) return null;
  const pulledAt = await station.saidAt('--dmesg', /USB disconnect/);
  const toldAt = await station.saidAt('-u sealdock', new RegExp(`dock\\.finished.*${gone.dock}`));
  assert.ok(pulledAt !== null && toldAt !== null);
  return toldAt - pulledAt;
}
