import type { Batch, BatchItem, DeferCause, ItemState } from '../evidence/destruction.ts';
import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import type { KeepingFacts } from '../evidence/retention.ts';
import type { UtcTime } from '../evidence/time.ts';
import type { IntendedItem } from '../ports/destruction-ledger.ts';
import { isDestructible, type KeepingJudge } from '../retention/judge-keeping.ts';
import { itemDraft } from './batch-drafts.ts';
import type { DestructionContext, DestructionOptions } from './destruction-context.ts';
import { endBytes } from './end-bytes.ts';
import { type ProvedItem, proveItem } from './prove-item.ts';

export type ItemEnd = Extract<ItemState, 'destroyed' | 'deferred' | 'incident' | 'failed'>;

/** What is asked of the moment in which an item's turn comes. */
export interface ItemMoment {
  /** By the retention clock. */
  readonly now: UtcTime;
  readonly judge: KeepingJudge;
}

/**
 * One item, asked again from the beginning: is it still due, does anything hold it, is it what was approved; then the
 * intent with the last question, its bytes, the deed. A crash after the intent leads to `finishItem`, before it to here.
 * @throws SealdockError what concerns more than this item: `interrupted`, the catalogue's, the vault's writing.
 */
export async function destroyItem(
  context: DestructionContext,
  batch: Batch,
  item: BatchItem,
  { now, judge }: ItemMoment,
  options: DestructionOptions,
): Promise<ItemEnd> {
  const keeps = (facts: KeepingFacts) => causeToKeep(facts, batch, judge);
  const facts = await context.catalog.keepingFacts(item.recording);
  const early = facts === null ? null : facts.holds.length > 0 ? 'held' : keeps(facts);
  if (early !== null) return await defer(context, batch, item, early, now, options);
  let proved: ProvedItem;
  try {
    proved = await proveItem(context, item, options.signal);
  } catch (thrown) {
    return await giveUp(context, batch, item, asSealdockError(thrown), now, options);
  }
  const cause = await context.catalog.intendDestruction({
    batch: batch.id,
    recording: item.recording,
    edgesSha256: proved.edgesSha256,
    now,
    judge: keeps,
    entry: itemDraft(
      'recording.destruction-intended',
      { batch: batch.id, recording: item.recording },
      ['listed', 'destroying'],
      options.actor,
      { detail: { sha256: item.sha256, sizeBytes: item.sizeBytes, folder: proved.recording.folder } },
    ),
  });
  if (cause !== null) return await defer(context, batch, item, cause, now, options);
  const { edgesSha256, files } = proved;
  const intended = { batch: batch.id, item: { ...item, state: 'destroying', edgesSha256 } as const, files };
  return await finishItem(context, batch, { ...intended, folder: proved.recording.folder }, now, options);
}

/** From the intent to the deed, as often as it takes. Holds came too late for it; it needs no judge any more. */
export async function finishItem(
  context: DestructionContext,
  batch: Batch,
  intended: IntendedItem,
  now: UtcTime,
  options: DestructionOptions,
): Promise<ItemEnd> {
  const { item, folder } = intended;
  try {
    await endBytes(context, intended, options);
  } catch (thrown) {
    const error = asSealdockError(thrown);
    // The verb refuses before it ends anything: where the bytes are all there, nothing has happened to them.
    if (error.code !== 'sealed-differs' || !(await isWhole(context, intended))) throw error;
    return await giveUp(context, batch, item, error, now, options);
  }
  const { edgesSha256 } = item;
  if (edgesSha256 === null || batch.registerNo === null) {
    throw new SealdockError('defect', { about: `an intent without its facts: ${item.recording}` });
  }
  await context.catalog.noteDestroyed(
    {
      recording: item.recording,
      sha256: item.sha256,
      sizeBytes: item.sizeBytes,
      edgesSha256,
      batch: batch.id,
      registerNo: batch.registerNo,
      destroyedAt: now,
    },
    itemDraft(
      'recording.destroyed',
      { batch: batch.id, recording: item.recording },
      ['destroying', 'destroyed'],
      options.actor,
      {
        detail: {
          register: batch.registerNo,
          place: item.place,
          sha256: item.sha256,
          sizeBytes: item.sizeBytes,
          edgesSha256,
          folder,
          keepUntil: item.keepUntil,
          destroyedAt: now,
        },
      },
    ),
  );
  return 'destroyed';
}

/** What was due under one policy and is not under the one in force now has to be appraised again. */
export function causeToKeep(facts: KeepingFacts, batch: Batch, judge: KeepingJudge): DeferCause | null {
  const judged = judge(facts);
  if (judged.policy?.policy !== batch.policy) return 'policy-changed';
  return isDestructible(judged) ? null : 'not-due';
}

async function isWhole(
  { vault }: Pick<DestructionContext, 'vault'>,
  { folder, files }: IntendedItem,
): Promise<boolean> {
  for (const file of files) {
    const first = await vault.readSealed(`${folder}/${file}`, 0, 1).catch(() => null);
    if (first === null) return false;
  }
  return true;
}

async function defer(
  { catalog, log }: DestructionContext,
  batch: Batch,
  item: BatchItem,
  cause: DeferCause,
  now: UtcTime,
  { actor }: DestructionOptions,
): Promise<'deferred'> {
  const ended = { ...item, state: 'deferred', cause, endedAt: now } as const;
  const about = { batch: batch.id, recording: item.recording };
  const entry = itemDraft('batch.item-deferred', about, [item.state, 'deferred'], actor, { reason: cause });
  await catalog.settleItem(batch.id, { from: item.state, item: ended }, entry);
  log.info('destruction.deferred', { ...about, cause });
  return 'deferred';
}

/** Missing or different bytes are an incident, and never "destroyed"; what a later run may overcome has failed. */
async function giveUp(
  { catalog, log }: DestructionContext,
  batch: Batch,
  item: BatchItem,
  error: SealdockError,
  now: UtcTime,
  { actor }: DestructionOptions,
): Promise<'incident' | 'failed'> {
  const isIncident = error.code === 'sealed-differs';
  if (!isIncident && error.code !== 'vault-read-failed') throw error;
  const state = isIncident ? 'incident' : 'failed';
  const about = { batch: batch.id, recording: item.recording };
  const entry = itemDraft('recording.destruction-failed', about, [item.state, state], actor, {
    reason: error.code,
    detail: { about: error.about, expected: error.expected, found: error.found },
  });
  const ended = { ...item, state, cause: error.code, endedAt: now } as const;
  await catalog.settleItem(batch.id, { from: item.state, item: ended }, entry);
  log.error('destruction.failed', { ...about, code: error.code, found: error.found });
  return state;
}
