import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type CardImage, imageDigest } from '../cards.ts';
import type { Scenario } from '../scenario.ts';

/** What would end a string in JSON, if anybody let it. */
const LYING_LABEL = 'a","path":"/';
const LYING_SERIAL = 'S\\","v":2,"x":"';

export const strangers: Scenario = {
  name: 'twins',
  rule: 'two recorders with the same serial number are both taken, each once; an unknown stick that lies about itself is refused and stays as it was',
  run: async (rig) => {
    const { station } = rig;
    const plan = { files: 3, bytesPerFile: 200_000, format: 'superfloppy' } as const;
    const twins = [
      rig.makeCard({ ...plan, recorder: 'BC240031' }),
      rig.makeCard({ ...plan, recorder: 'BC240032' }),
    ];
    const stick = {
      ...rig.makeCard({ ...plan, recorder: 'BC240033' }),
      image: join(rig.folder, 'stick.img'),
    };
    execFileSync('truncate', ['-s', '32M', stick.image]);
    // With a journal, which a mount that is only nearly read-only plays back.
    execFileSync('mke2fs', ['-q', '-t', 'ext4', '-L', LYING_LABEL, stick.image]);
    const before = imageDigest(stick.image);

    const known = await station.known();
    const plugged = [
      await rig.plug(twins[0] as CardImage, { port: '1', serial: '0123456789' }),
      await rig.plug(twins[1] as CardImage, { port: '2', serial: '0123456789' }),
      await rig.plug(stick, { port: '3', serial: LYING_SERIAL }),
    ];
    const docks = await station.ended(known, 3);
    assert.deepEqual(docks.map(({ recorder, result }) => `${recorder} ${result}`).sort(), [
      'BC240031 done',
      'BC240032 done',
      'null refused',
    ]);
    for (const twin of twins) assert.deepEqual(await station.sealed(twin.plan.recorder), twin.digests);
    const told = (await station.markers()).find(({ label }) => label === LYING_LABEL);
    assert.match(String(told?.path), /^\/run\/sealdock\/media\/sd[a-z]$/);
    assert.deepEqual([told?.v, told?.medium.fileSystem, told?.medium.usb?.serial], [1, 'ext4', LYING_SERIAL]);

    for (const card of plugged) await card.pull();
    await station.empty();
    assert.equal(imageDigest(stick.image), before);
    return 'both sealed, one refused';
  },
};
