import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ClearerPlaces, carryOut, interruptedResult } from './adapters/clearer/carry-out.ts';
import { type OrderFolder, openOrderFolder } from './adapters/clearer/order-folder.ts';
import { type OwnFolder, openOwnFolder } from './adapters/clearer/own-record.ts';
import { Refusal } from './adapters/clearer/refusal.ts';
import { tidyPlace } from './adapters/clearer/writable-mount.ts';
import { begunOf } from './evidence/clear-begun.ts';
import type { ClearOrder } from './evidence/clear-order.ts';
import { CLEAR_PROOFS, type ClearProof } from './evidence/clearing.ts';

/*
 * The privileged program behind `systemd/sealdock-clear`, and the only code that can write to a card. It decides
 * nothing: it carries out the orders that lie in a folder of the service user, after checking each of them and every
 * file again, and leaves a result. What it is at work on it keeps in a folder of its own; the service user's is only
 * told. One run takes what is there and ends.
 */

const { values } = parseArgs({
  options: {
    orders: { type: 'string' },
    user: { type: 'string', default: 'sealdock' },
    media: { type: 'string', default: '/run/sealdock/media' },
    own: { type: 'string', default: '/run/sealdock-clear' },
    proof: { type: 'string', default: 'compare' },
  },
});

process.exitCode = await clearCards();

async function clearCards(): Promise<number> {
  const { orders, user, media } = values;
  const leastProof = CLEAR_PROOFS.find((proof) => proof === values.proof);
  if (orders === undefined || leastProof === undefined) return refuseUsage(leastProof);
  // What the service user is told must be readable to it, whatever we were started with.
  process.umask(0o022);
  try {
    const own = openOwnFolder(values.own);
    const folder = openOrderFolder(orders, uidOf(user), (name, why) => tell('order.refused', { name, why }));
    try {
      await endWhatWasLeft(own, folder);
      const places = { media, place: own.place, boot: bootId(), leastProof };
      for (const order of await folder.take()) await carryOutOne(order, places, own, folder);
    } finally {
      folder.close();
    }
    return 0;
  } catch (thrown) {
    tell('clearing.failed', { why: thrown instanceof Error ? thrown.message : String(thrown) });
    return thrown instanceof Refusal && thrown.end === 'in-use' ? 7 : 1;
  }
}

/** A program that died in the middle: the card is protected and mounted for reading again, and the order answered. */
async function endWhatWasLeft(own: OwnFolder, folder: OrderFolder): Promise<void> {
  const left = own.left();
  const isMounted = await tidyPlace(own.place, left?.medium ?? null);
  for (const begun of await folder.unanswered()) {
    const isOurs = left?.begun.id === begun.id && left.begun.digest === begun.digest;
    await folder.answer(interruptedResult(begun, isOurs && isMounted));
    tell('order.answered', { id: begun.id, end: 'interrupted', files: begun.files });
  }
  own.forget();
}

async function carryOutOne(
  order: ClearOrder,
  places: ClearerPlaces,
  own: OwnFolder,
  folder: OrderFolder,
): Promise<void> {
  const begun = begunOf(order, places.boot);
  if (!(await folder.begin(begun))) {
    tell('order.taken-back', { id: order.id });
    return;
  }
  const result = await carryOut(order, places, (medium) => own.note({ begun, medium }));
  await folder.answer(result);
  own.forget();
  const removed = result.outcomes.filter((outcome) => outcome === 'removed').length;
  tell('order.answered', { id: order.id, end: result.end, removed, files: order.files.length });
}

function refuseUsage(leastProof: ClearProof | undefined): number {
  const what =
    leastProof === undefined
      ? `--proof is one of ${CLEAR_PROOFS.join(', ')}`
      : '--orders <folder> is missing';
  process.stderr.write(`sealdock-clear: ${what}\n`);
  return 2;
}

/** One JSON line for journald, as the daemon writes them. */
function tell(event: string, facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** A number, or a name as the system knows it. */
function uidOf(user: string): number {
  const uid = /^\d{1,10}$/.test(user)
    ? Number(user)
    : Number(execFileSync('id', ['-u', '--', user], { encoding: 'utf8' }).trim());
  if (!Number.isSafeInteger(uid)) throw new Error(`there is no user ${user}`);
  return uid;
}
