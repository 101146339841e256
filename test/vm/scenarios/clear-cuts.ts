import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CardImage } from '../cards.ts';
import type { Rig } from '../rig.ts';

/** Where the daemon lays its orders and is told of what became of them. */
export const ORDERS = '/var/lib/sealdock/run/clear';
const RECORDER = 'BC250004';
const FILES = 40;
/** It goes on until so many cuts met a card of which some files were gone and some were not. */
const IN_THE_MIDDLE = 2;
const CUTS_LIMIT = 6;
/** Proving 40 files takes ten seconds. */
const SLOW = 2_000_000;
const LONGEST_MS = 10_000;

/**
 * The power goes while the program that clears is at work, again and again on the same card, which stays in its slot;
 * what is left on it is read from its image before anything is booted.
 */
export async function clearCuts(rig: Rig): Promise<string> {
  const card = rig.makeCard({
    recorder: RECORDER,
    format: 'superfloppy',
    files: FILES,
    bytesPerFile: 500_000,
    isPlayable: true,
  });
  const left: number[] = [];
  const known = await rig.station.known();
  let plugged = await rig.plug(card, { bytesPerSecond: SLOW });
  while (
    left.length < CUTS_LIMIT &&
    left.filter((files) => files > 0 && files < FILES).length < IN_THE_MIDDLE
  ) {
    await rig.station.until('an order is begun', 600_000, async () => {
      const { stdout } = await rig.guest.run(`ls ${ORDERS} 2>/dev/null`);
      return stdout.includes('.begun.json') || null;
    });
    await sleep(randomInt(LONGEST_MS));
    await rig.guest.cutPower();
    const there = namesOn(card);
    left.push(there.length);
    const again = await rig.bootAgain(card, { bytesPerSecond: SLOW });
    assert.ok(again !== null);
    plugged = again;
    // Nothing is gone that was not sealed.
    const sealed = new Set(await rig.station.sealed(RECORDER));
    for (const name of card.names.filter((each) => !there.includes(each)))
      assert.ok(sealed.has(digestOf(card, name)), `${name} is gone, and not sealed`);
    process.stdout.write(`  cut ${left.length}: ${there.length} of ${FILES} files were left on the card\n`);
    if (there.length === 0) break;
  }
  // Cuts that all fell before the first file or after the last would prove nothing.
  assert.ok(
    left.some((files) => files > 0 && files < FILES),
    `of ${FILES} files were left: ${left.join(', ')}`,
  );
  const docks = await rig.station.ended(known, 1, 600_000);
  assert.equal(docks.at(-1)?.result, 'done');
  assert.deepEqual(await rig.station.sealed(RECORDER), card.digests);
  await rig.station.until('nothing is left on the card', 600_000, async () => {
    const { stdout } = await rig.guest.run("find /run/sealdock/media -name '*.mp4' | wc -l");
    return stdout.trim() === '0' || null;
  });
  assert.equal(await rig.guest.must(`ls ${ORDERS} | grep -c -v result || true`), '0');
  await plugged.pull();
  await rig.station.empty();
  return `${left.length} power cuts while it was cleared, with ${left.join(', ')} of ${FILES} files left on the card; all sealed, and all gone in the end`;
}

function namesOn({ image }: CardImage): readonly string[] {
  const listing = execFileSync('mdir', ['-i', image, '-/', '-b', '::'], {
    encoding: 'utf8',
    env: { ...process.env, MTOOLS_SKIP_CHECK: '1' },
  });
  return listing
    .split('\n')
    .map((path) => path.split('/').at(-1) ?? '')
    .filter((name) => name.endsWith('.mp4'));
}

function digestOf({ folder }: CardImage, name: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'Media/Video', name)))
    .digest('hex');
}
