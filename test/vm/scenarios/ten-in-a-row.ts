import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { imageDigest } from '../cards.ts';
import type { Scenario } from '../scenario.ts';

const TIMES = 10;
const LONGEST_MS = 4_000;

export const tenInARow: Scenario = {
  name: 'ten',
  rule: 'a recorder plugged and pulled ten times in a row leaves no mount, no marker and no failed unit, and is taken once it stays',
  run: async (rig) => {
    const { guest, station } = rig;
    const card = rig.makeCard({ recorder: 'BC240040', format: 'partition', files: 4, bytesPerFile: 300_000 });
    const before = imageDigest(card.image);
    for (let time = 0; time < TIMES; time += 1) {
      const plugged = await rig.plug(card);
      await sleep(randomInt(LONGEST_MS));
      await plugged.pull();
    }
    const known = await station.known();
    const last = await rig.plug(card);
    // The sealed ones of earlier visits are met again; whatever came of those, this one ends well.
    await station.until('the last dock ends done', 120_000, async () =>
      (await station.docks()).some(
        ({ dock, phase, result }) => !known.has(dock) && phase === 'finished' && result === 'done',
      ),
    );
    assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
    await last.pull();
    await station.empty();
    assert.equal(await guest.must('systemctl list-units --failed --no-legend'), '');
    assert.equal(imageDigest(card.image), before);
    return `${TIMES} times, each for up to ${LONGEST_MS / 1_000} s`;
  },
};
