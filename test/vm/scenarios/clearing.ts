import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { CardImage } from '../cards.ts';
import { fillExfat } from '../fill-exfat.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';

const CONFIG = '/etc/sealdock/sealdock.yaml';
const ORDERS = '/var/lib/sealdock/run/clear';

export const clearing: Scenario = {
  name: 'clear',
  rule: 'with clearing on, exactly the sealed files go from FAT and exFAT cards; after a power cut in the middle nothing is gone that was not sealed, and the next dock finishes it',
  run: async (rig, { isFull }) => {
    await turnOn(rig);
    const removed = await threeFormats(rig);
    const cut = isFull ? await cutInTheMiddle(rig) : 'the power cut in the middle with --full';
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

/** The power goes while the program that clears is at work; the card stays in its slot. */
async function cutInTheMiddle(rig: Rig): Promise<string> {
  const card = rig.makeCard({
    recorder: 'BC250004',
    format: 'superfloppy',
    files: 40,
    bytesPerFile: 500_000,
  });
  const known = await rig.station.known();
  await rig.plug(card);
  await rig.station.until('an order is begun', 600_000, async () => {
    const { stdout } = await rig.guest.run(`ls ${ORDERS} 2>/dev/null`);
    return stdout.includes('.begun.json') || null;
  });
  const after = await rig.cutPowerAndBoot(card);
  const docks = await rig.station.ended(known, 1, 600_000);
  assert.equal(docks[0]?.result, 'done');
  assert.deepEqual(await rig.station.sealed('BC250004'), card.digests);
  await rig.station.until('nothing is left on the card', 120_000, async () => {
    const { stdout } = await rig.guest.run("find /run/sealdock/media -name '*.mp4' | wc -l");
    return stdout.trim() === '0' || null;
  });
  assert.equal(await rig.guest.must(`ls ${ORDERS} | grep -c -v result || true`), '0');
  await after?.pull();
  await rig.station.empty();
  return `a power cut in the middle of 40 files, all sealed (${docks[0]?.filesTotal} still on the card after it)`;
}
