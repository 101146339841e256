import assert from 'node:assert/strict';
import type { Scenario } from '../scenario.ts';

/** Begun again a minute after it stopped, then each minute until there is room. */
const RESUME_LIMIT_MS = 400_000;

export const fullVault: Scenario = {
  name: 'full',
  rule: 'a full vault stops intake with an alarm; when there is room again it goes on by itself, and nothing was removed to make any',
  run: async (rig) => {
    const { guest, station } = rig;
    const card = rig.makeCard({
      recorder: 'BC240060',
      format: 'partition',
      files: 30,
      bytesPerFile: 1_000_000,
    });
    // 12 MB above what is always kept free.
    await guest.must(
      'free=$(df --output=avail -B1 /var/lib/sealdock | tail -n 1); fallocate -l $((free - 200 * 1048576 - 12000000)) /var/lib/sealdock/filler',
    );
    const known = await station.known();
    const plugged = await rig.plug(card);
    const [stopped] = await station.ended(known, 1);
    assert.equal(`${stopped?.result} ${stopped?.code}`, 'stopped vault-full');
    assert.deepEqual((await station.status())?.alarms, ['vault-full']);
    const before = await station.sealed(card.plan.recorder);
    assert.ok(before.length < 30);

    await guest.must('rm /var/lib/sealdock/filler');
    const freedMs = performance.now();
    await station.until('intake goes on', RESUME_LIMIT_MS, async () =>
      (await station.docks()).some(
        ({ recorder, phase, result }) =>
          recorder === card.plan.recorder && phase === 'finished' && result === 'done',
      ),
    );
    assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
    assert.deepEqual((await station.status())?.alarms, []);
    await plugged.pull();
    await station.empty();
    return `stopped after ${before.length} of 30 files, done ${((performance.now() - freedMs) / 1_000).toFixed(0)} s after there was room`;
  },
};
