import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { carryOut, interruptedResult } from './adapters/clearer/carry-out.ts';
import { openOrderFolder } from './adapters/clearer/order-folder.ts';
import { Refusal, tidyPlace } from './adapters/clearer/writable-mount.ts';
import { mediumMountedAt } from './adapters/mounted-medium.ts';

/*
 * The privileged program behind `systemd/sealdock-clear`, and the only code that can write to a card. It decides
 * nothing: it carries out the orders that lie in a folder of the service user, after checking each of them and every
 * file again, and leaves a result. One run takes what is there and ends.
 */

const { values } = parseArgs({
  options: {
    orders: { type: 'string' },
    user: { type: 'string', default: 'sealdock' },
    media: { type: 'string', default: '/run/sealdock/media' },
    place: { type: 'string', default: '/run/sealdock-clear/card' },
  },
});

process.exitCode = await clearCards();

async function clearCards(): Promise<number> {
  const { orders, user, media, place } = values;
  if (orders === undefined) {
    process.stderr.write('sealdock-clear: --orders <folder> is missing\n');
    return 2;
  }
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  try {
    const folder = openOrderFolder(orders, uidOf(user), (name, why) => tell('order.refused', { name, why }));
    try {
      const laid = await folder.take();
      const begun = laid.find(({ isBegun }) => isBegun)?.order ?? null;
      // What lies in the service's folder is the service's word: nothing is mounted outside the folder of media.
      const before = begun === null || dirname(begun.medium.path) !== media ? null : begun.medium.path;
      await tidyPlace(place, before);
      for (const { order, isBegun } of laid) {
        if (!isBegun) await folder.begin(order);
        const result = isBegun
          ? interruptedResult(order, (await mediumMountedAt(order.medium.path)) !== null)
          : await carryOut(order, { media, place, boot });
        await folder.answer(result);
        const removed = result.outcomes.filter((outcome) => outcome === 'removed').length;
        tell('order.answered', { id: order.id, end: result.end, removed, files: order.files.length });
      }
    } finally {
      folder.close();
    }
    return 0;
  } catch (thrown) {
    tell('clearing.failed', { why: thrown instanceof Error ? thrown.message : String(thrown) });
    return thrown instanceof Refusal && thrown.end === 'in-use' ? 7 : 1;
  }
}

/** One JSON line for journald, as the daemon writes them. */
function tell(event: string, facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
}

/** A number, or a name as the system knows it. */
function uidOf(user: string): number {
  const uid = /^\d{1,10}$/.test(user)
    ? Number(user)
    : Number(execFileSync('id', ['-u', '--', user], { encoding: 'utf8' }).trim());
  if (!Number.isSafeInteger(uid)) throw new Error(`there is no user ${user}`);
  return uid;
}
