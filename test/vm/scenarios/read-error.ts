import assert from 'node:assert/strict';
import { sectorOf } from '../cards.ts';
import type { Scenario } from '../scenario.ts';

export const readError: Scenario = {
  name: 'sick',
  rule: 'a read error in one file: the others are sealed, that one is named, and taken at the next dock',
  run: async (rig) => {
    const { station } = rig;
    const card = rig.makeCard({
      recorder: 'BC240020',
      format: 'superfloppy',
      files: 5,
      bytesPerFile: 300_000,
    });
    const sick = card.names[2] as string;
    const known = await station.known();
    const first = await rig.plug(card, { badSectors: [sectorOf(card, sick) + 300] });
    const [dock] = await station.ended(known, 1);
    assert.equal(dock?.result, 'findings');
    const sealed = await station.sealed(card.plan.recorder);
    assert.equal(sealed.length, 4);
    const { data } = JSON.parse(await station.must('audit list --limit 100 --json')) as AuditList;
    const failed = data.entries.filter(({ entry }) => entry.act === 'file.failed');
    assert.equal(failed.length, 1);
    assert.ok(failed[0]?.text.includes(sick) && failed[0].text.includes('card-read-failed'), failed[0]?.text);
    await first.pull();
    await station.empty();

    const knownAgain = await station.known();
    const again = await rig.plug(card);
    const [second] = await station.ended(knownAgain, 1);
    assert.equal(second?.result, 'done');
    assert.deepEqual(await station.sealed(card.plan.recorder), card.digests);
    await again.pull();
    await station.empty();
    return '4 of 5 sealed, then 5 of 5';
  },
};

interface AuditList {
  readonly data: {
    readonly entries: readonly { readonly entry: { readonly act: string }; readonly text: string }[];
  };
}
