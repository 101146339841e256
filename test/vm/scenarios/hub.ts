import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CardImage, imageDigest } from '../cards.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { type PluggedCard, plugHub } from '../usb-port.ts';

const HUB_PORT = '5';
/** Eighteen seconds for each card: all three are in the middle at some instant, also on a busy machine. */
const SLOW = 400_000;

export const hub: Scenario = {
  name: 'hub',
  rule: 'a hub pulled with three recorders in the middle of their copies: all three are gone, nothing is left behind, and the next visit takes the rest',
  run: async (rig) => {
    const { station } = rig;
    const cards = ['BC240051', 'BC240052', 'BC240053'].map((recorder) =>
      rig.makeCard({ recorder, format: 'superfloppy', files: 8, bytesPerFile: 900_000 }),
    );
    const before = cards.map(({ image }) => imageDigest(image));
    const first = await plugOnHub(rig, cards, SLOW);
    await station.until('all three are copying', 120_000, async () => {
      const docks = await station.docks();
      return docks.filter(({ phase }) => phase === 'copying').length === 3;
    });
    await sleep(2_000);
    const known = new Set<string>();
    await first.pull();
    await station.empty();
    const gone = (await station.ended(known, 3)).filter(
      ({ recorder, result }) => recorder?.startsWith('BC24005') && result === 'gone',
    );
    assert.equal(gone.length, 3);
    assert.deepEqual(
      cards.map(({ image }) => imageDigest(image)),
      before,
    );

    const knownAgain = await station.known();
    const again = await plugOnHub(rig, cards);
    const docks = await station.ended(knownAgain, 3);
    assert.deepEqual(
      docks.map(({ result }) => result),
      ['done', 'done', 'done'],
    );
    for (const card of cards) assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
    const ports = (await station.markers()).map(({ medium }) => medium.port);
    for (const port of ports) assert.match(String(port), /^\d+-5\.[123]$/);
    await again.pull();
    await station.empty();
    return `3 torn off, 3 done at the next visit; ports ${ports.join(' ')}`;
  },
};

async function plugOnHub(rig: Rig, cards: readonly CardImage[], bytesPerSecond?: number) {
  const pulled = await plugHub(rig.guest.qmp, HUB_PORT);
  const slow = bytesPerSecond === undefined ? {} : { bytesPerSecond };
  const plugged: PluggedCard[] = [];
  for (const [index, card] of cards.entries()) {
    plugged.push(await rig.plug(card, { port: `${HUB_PORT}.${index + 1}`, ...slow }));
  }
  return {
    pull: async () => {
      await pulled.pull();
      for (const card of plugged) await card.putAway();
    },
  };
}
