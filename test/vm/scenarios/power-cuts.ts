import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CardImage, imageDigest } from '../cards.ts';
import { PHASES, type Phase, phasesAtCut } from '../phases-at-cut.ts';
import type { Rig } from '../rig.ts';
import type { Scenario } from '../scenario.ts';
import type { PluggedCard } from '../usb-port.ts';

const SHORT = 2;
const FULL = 20;
/** With --full it goes on until each phase was met this often, but no longer than so many cuts. */
const EACH_PHASE = 2;
const FULL_LIMIT = 32;
const CUTS_PER_CARD = 4;
const FILES = 24;
const FILE_BYTES = 700_000;
const CARD_BYTES_PER_SECOND = 1_200_000;
/** Reading back, sealing and committing last as long as copying on such a disk: instants spread over all of them. */
const VAULT_BYTES_PER_SECOND = 1_200_000;
const VAULT_WRITES_PER_SECOND = 30;
const LONGEST_MS = 9_000;

export const powerCuts: Scenario = {
  name: 'power',
  rule: 'power cut while recordings are copied, verified, sealed and catalogued: after each boot inspect finds nothing, and the card ends fully sealed, nothing twice',
  run: async (rig, { isFull }) => {
    const met: (readonly Phase[])[] = [];
    const sealedAtCut: number[] = [];
    while (isMoreWanted(met, isFull)) {
      const card = rig.makeCard({
        recorder: `BC2402${String(met.length).padStart(2, '0')}`,
        format: 'partition',
        files: FILES,
        bytesPerFile: FILE_BYTES,
      });
      const before = imageDigest(card.image);
      for (let cut = 0; cut < CUTS_PER_CARD && isMoreWanted(met, isFull); cut += 1) {
        // Every other time the card stays in its slot while the station boots.
        const { phases, left } = await cutOnce(rig, card, cut % 2 === 1);
        met.push(phases);
        const sealed = (await rig.station.sealed(card.plan.recorder)).length;
        sealedAtCut.push(sealed);
        say(`cut ${met.length} met ${phases.join(' and ')}; ${sealed} of ${FILES} sealed after the boot`);
        await rig.station.inspect();
        await left?.pull();
        await rig.station.empty();
      }
      const known = await rig.station.known();
      const last = await rig.plug(card);
      const [dock] = await rig.station.ended(known, 1);
      assert.equal(dock?.result, 'done');
      assert.deepEqual(await rig.station.sealed(card.plan.recorder), card.digests);
      await last.pull();
      await rig.station.empty();
      await rig.station.inspect();
      assert.equal(imageDigest(card.image), before);
    }
    const counts = PHASES.map((phase) => `${phase} ${timesOf(met, phase)}`).join(', ');
    if (isFull) {
      for (const phase of PHASES)
        assert.ok(phase === 'idle' || timesOf(met, phase) >= EACH_PHASE, `${met.length} cuts met ${counts}`);
    }
    return `${met.length} cuts met ${counts} (one may meet several); files sealed after the boots: ${sealedAtCut.join(', ')}`;
  },
};

function isMoreWanted(met: readonly (readonly Phase[])[], isFull: boolean): boolean {
  if (!isFull) return met.length < SHORT;
  if (met.length >= FULL_LIMIT) return false;
  const rarest = Math.min(...PHASES.filter((phase) => phase !== 'idle').map((phase) => timesOf(met, phase)));
  return met.length - timesOf(met, 'idle') < FULL || rarest < EACH_PHASE;
}

function timesOf(met: readonly (readonly Phase[])[], phase: Phase): number {
  return met.filter((phases) => phases.includes(phase)).length;
}

/** Cuts the power somewhere between the first byte and the end of the dock, looks at the disk, and boots again. */
async function cutOnce(
  rig: Rig,
  card: CardImage,
  staysIn: boolean,
): Promise<{ phases: readonly Phase[]; left: PluggedCard | null }> {
  const known = await rig.station.known();
  await rig.slowVault(VAULT_BYTES_PER_SECOND, VAULT_WRITES_PER_SECOND);
  await rig.plug(card, { bytesPerSecond: CARD_BYTES_PER_SECOND });
  await rig.station.until('a copy is under way', 180_000, async () =>
    (await rig.station.docks()).some(({ dock, phase }) => !known.has(dock) && phase === 'copying'),
  );
  await sleep(randomInt(LONGEST_MS));
  await rig.guest.cutPower();
  const phases = phasesAtCut(rig.vaultImage, rig.folder, FILE_BYTES);
  return { phases, left: await rig.bootAgain(staysIn ? card : null) };
}

function say(text: string): void {
  process.stdout.write(`  ${text}\n`);
}
