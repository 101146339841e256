import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { CardImage } from '../cards.ts';
import { fillExfat } from '../fill-exfat.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { clearCuts } from './clear-cuts.ts';

const CONFIG = '/etc/sealdock/sealdock.yaml';

export const clearing: Scenario = {
  name: 'clear',
  rule: 'with clearing on, exactly the sealed files go from FAT and exFAT cards; after a power cut in the middle nothing is gone that was not sealed, and the next dock finishes it',
  run: async (rig, { isFull }) => {
    await turnOn(rig);
    const removed = await threeFormats(rig);
    const cut = isFull ? await clearCuts(rig) : 'power cuts in the middle with --full';
    await rig.station.inspect();
    return `${removed} files removed from 3 cards; ${cut}`;
  },
};

/** As the README says. */
async function turnOn({ guest, station }: Rig): Promise<void> {
  await guest.must(`echo 'clearing: { mode: after-seal }' >> ${CONFIG}`);
  await guest.must('systemctl enable --now sealdock-clear.path');
  await guest.must('systemctl restart sealdock && sync', 120_000);
  await station.ready();
}

async function threeFormats(rig: Rig): Promise<number> {
  const plan = { files: 5, bytesPerFile: 300_000 };
  const cards = [
    rig.makeCard({ ...plan, recorder: 'BC250001', format: 'partition', label: 'CAM01' }),
    rig.makeCard({ ...plan, recorder: 'BC250002', format: 'superfloppy', label: 'CAM02' }),
    rig.makeCard({ ...plan, recorder: 'BC250003', format: 'exfat', label: 'CAM03' }),
  ];
  await fillExfat(rig, cards[2] as CardImage);
  // What is no footage stays, whatever is cleared around it.
  for (const [at, card] of cards.slice(0, 2).entries()) {
    const target = at === 0 ? `${card.image}@@1048576` : card.image;
    execFileSync('mcopy', ['-i', target, '-', '::/NOTES.TXT'], { input: 'keep me' });
  }
  const known = await rig.station.known();
  const plugged = await Promise.all(cards.map((card, index) => rig.plug(card, { port: String(index + 1) })));
  const docks = await rig.station.ended(known, 3, 600_000);
  assert.deepEqual(
    docks.map(({ result }) => result),
    ['done', 'done', 'done'],
  );
  for (const card of cards) assert.deepEqual(await rig.station.sealed(card.plan.recorder), card.digests);
  const left = await rig.guest.must('find /run/sealdock/media -type f | sort');
  assert.deepEqual(
    left.split('\n').map((path) => path.split('/').at(-1)),
    ['NOTES.TXT', 'NOTES.TXT'],
  );
  // Mounted for reading as before, and protected.
  const mounts = await rig.guest.must(
    "grep /run/sealdock/media/ /proc/mounts | cut -d ' ' -f 4 | cut -c 1-3 | sort -u",
  );
  assert.equal(mounts, 'ro,');
  assert.equal(await rig.guest.must('for d in /dev/sd[b-z]*; do blockdev --getro $d; done | sort -u'), '1');
  for (const card of plugged) await card.pull();
  await rig.station.empty();
  for (const {
    image,
    plan: { format },
  } of cards) {
    if (format === 'exfat') continue;
    const target = format === 'partition' ? `${image}@@1048576` : image;
    const listing = execFileSync('mdir', ['-i', target, '-/', '-b', '::'], {
      encoding: 'utf8',
      env: { ...process.env, MTOOLS_SKIP_CHECK: '1' },
    });
    assert.ok(!listing.includes('.mp4') && listing.includes('NOTES.TXT'), listing);
  }
  return cards.length * plan.files;
}
