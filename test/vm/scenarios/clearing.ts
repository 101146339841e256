import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { CardImage } from '../cards.ts';
import { fillExfat } from '../fill-exfat.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import { clearCuts, ORDERS } from './clear-cuts.ts';

const CONFIG = '/etc/sealdock/sealdock.yaml';

export const clearing: Scenario = {
  name: 'clear',
  isOnlyFull: true,
  rule: 'with clearing on, exactly the sealed files that can be played go from FAT and exFAT cards, and no slot says done while its card may be written to, also when the service is started anew; after a power cut in the middle nothing is gone that was not sealed, and the next dock finishes it',
  run: async (rig, { isFull }) => {
    await turnOn(rig);
    const removed = await threeFormats(rig);
    await unplayableStays(rig);
    await noticesOfOthers(rig);
    const restarted = isFull ? await restartInTheMiddle(rig) : 'a restart in the middle with --full';
    const cut = isFull ? await clearCuts(rig) : 'power cuts in the middle with --full';
    await rig.station.inspect();
    return `${removed} files removed from 3 cards; ${restarted}; ${cut}`;
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
  const plan = { files: 5, bytesPerFile: 300_000, isPlayable: true };
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
  await expectAnswered(rig, 3);
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

/** The daemon, which is not root, has read and believed the answers: no alarm, and the slots say done. */
async function expectAnswered(rig: Rig, slots: number): Promise<void> {
  const status = await rig.station.status();
  assert.deepEqual(
    status?.alarms.filter((code) => code.startsWith('clear-')),
    [],
  );
  const states = status?.slots.map(({ state }) => state).filter((state) => state !== 'idle');
  assert.deepEqual(states, Array(slots).fill('done'));
  assert.equal(await rig.guest.must(`ls ${ORDERS}`), '');
}

/** What ffprobe cannot make anything of keeps its original, at its first visit. */
async function unplayableStays(rig: Rig): Promise<void> {
  const card = rig.makeCard({
    recorder: 'BC250005',
    format: 'superfloppy',
    files: 2,
    bytesPerFile: 100_000,
    isPlayable: false,
  });
  const known = await rig.station.known();
  const plugged = await rig.plug(card);
  const docks = await rig.station.ended(known, 1, 600_000);
  assert.equal(docks[0]?.result, 'done');
  const left = await rig.guest.must("find /run/sealdock/media -name '*.mp4' | wc -l");
  assert.equal(left, '2');
  await expectAnswered(rig, 1);
  await plugged.pull();
  await rig.station.empty();
}

/** The service user says that an order of its own was begun, for a folder that is none of root's business. */
async function noticesOfOthers({ guest, station }: Rig): Promise<void> {
  const id = 'clear-20261120T080000-00000001';
  const notice = JSON.stringify({ boot: 'x', digest: '0'.repeat(64), files: 1, id, v: 1 });
  await guest.must(
    `runuser -u sealdock -- sh -c 'printf %s "$1" > ${ORDERS}/${id}.begun.json' sh '${notice}'`,
  );
  await station.until('it is put aside', 240_000, async () => {
    const { stdout } = await guest.run(`ls ${ORDERS}`);
    return stdout.trim() === `${id}.begun.json.refused`;
  });
  await guest.must(`rm ${ORDERS}/${id}.begun.json.refused`);
}

/** The service is started anew while the program that clears is at work. */
async function restartInTheMiddle(rig: Rig): Promise<string> {
  const { guest, station } = rig;
  const card = rig.makeCard({
    recorder: 'BC250006',
    format: 'superfloppy',
    files: 60,
    bytesPerFile: 1_000_000,
    isPlayable: true,
  });
  const plugged = await rig.plug(card);
  const isBegun = async () => (await guest.run(`ls ${ORDERS}`)).stdout.includes('.begun.json');
  await station.until('an order is begun', 600_000, isBegun);
  await guest.must('systemctl restart sealdock', 120_000);
  const wasBegun = await isBegun();
  let looks = 0;
  await station.until('its slot says done', 600_000, async () => {
    // The slot first: what is begun afterwards was begun all the time.
    const states = (await station.status())?.slots.map(({ state }) => state) ?? [];
    const mayBeWritten = await isBegun();
    if (mayBeWritten) looks += 1;
    assert.ok(!(mayBeWritten && states.includes('done')), 'done while the card is being cleared');
    return states.includes('done');
  });
  assert.deepEqual(await station.sealed('BC250006'), card.digests);
  assert.equal(await guest.must("find /run/sealdock/media -name '*.mp4' | wc -l"), '0');
  await expectAnswered(rig, 1);
  await plugged.pull();
  await station.empty();
  return `a restart in the middle (${wasBegun ? `seen being cleared ${looks} times after it` : 'which came too late'})`;
}
