import { type ClearItem, type ClearMedium, type ClearOrder, clearDigestOf } from '../evidence/clear-order.ts';
import type { ClearId } from '../evidence/clearing.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import { endOf, openCard } from '../ingest/open-card.ts';
import type { ClearDecision } from '../ports/clear-ledger.ts';
import { awaitAnswer } from './await-answer.ts';
import type { ClearContext, ClearOptions, ClearSubject } from './clear-context.ts';
import { decidedDraft } from './clear-drafts.ts';
import { type ClearCardFacts, vetoesOf } from './decide-clearing.ts';
import { type ClearPlan, planClearing } from './plan-clearing.ts';
import { type ClearEnded, takeAnswer } from './take-answer.ts';

/** Time for an answer: to be noticed and to mount, and to hash the card at the pace of a slow one. */
const ANSWER_BASE_MS = 120_000;
const SLOWEST_BYTES_PER_MS = 2_000;

/**
 * The story of clearing one card after its dock: may it be, what may go, the order, its answer. Nothing here can write to
 * a card. Every decision is in the catalogue and the audit before the order lies where the privileged program sees it.
 * @returns null when nothing was ordered.
 * @throws SealdockError `card-gone`, `card-stalled`, `interrupted`, storage and catalogue codes. Before `onOrdered` the
 * card is then as it was; after it the order is settled at the next start.
 */
export async function clearCard(
  context: ClearContext,
  subject: ClearSubject,
  id: ClearId,
  options: ClearOptions,
): Promise<ClearEnded | null> {
  const { catalog, cleaner, clearing, clock, log } = context;
  if (clearing.mode === 'off') return null;
  const medium = await cleaner.mediumAt(subject.path);
  const vetoes = vetoesOf(factsOf(subject, medium), clearing);
  if (vetoes.length > 0 || medium === null || subject.recorder === null) {
    log.info('clear.vetoed', { dock: subject.dock, vetoes });
    return null;
  }
  const looking = AbortSignal.any([options.signal, options.gone]);
  // What cannot be played keeps its original: that has to be known before.
  await options.probe(subject.dock, looking);
  const plan = await unheldPlan(context, subject, looking);
  if (plan.items.length === 0 && Object.keys(plan.kept).length === 0) return null;

  const { order, decision } = decide(context, subject, subject.recorder, id, medium, plan, clock.read().boot);
  await catalog.decideClear(decision, decidedDraft(decision, medium, options.actor));
  log.info('clear.decided', { order: id, dock: subject.dock, files: plan.items.length, kept: plan.kept });
  if (order === null) return null;
  const row = await catalog.clear(id);
  if (row === null) return null;
  options.onOrdered();
  try {
    await cleaner.submit(order);
  } catch (thrown) {
    const lies = await cleaner.takeBack(id);
    if (lies.kind === 'none') {
      await takeAnswer(context, row, lies, options.actor);
      throw thrown;
    }
  }
  const answer = await awaitAnswer(cleaner, id, answerTimeoutMs(plan.items), options.signal);
  // Who is told to stop leaves the order as it is; the next start settles it.
  const isOpen = answer.kind === 'none' || answer.kind === 'begun';
  if (isOpen && options.signal.aborted) throw new SealdockError('interrupted');
  return takeAnswer(context, row, answer, options.actor);
}

export function factsOf(
  { result, marks, medium: docked }: Pick<ClearSubject, 'result' | 'marks' | 'medium'>,
  medium: ClearMedium | null,
): ClearCardFacts {
  const diskSeq = docked?.diskSeq ?? null;
  const isOther = diskSeq !== null && medium !== null && medium.diskSeq !== diskSeq;
  return { result, marks, medium: medium === null ? 'none' : isOther ? 'other' : 'same' };
}

/** The hold gate is asked a second time, after the vault was read: that may have taken minutes. */
async function unheldPlan(
  context: ClearContext,
  subject: ClearSubject,
  signal: AbortSignal,
): Promise<ClearPlan> {
  const plan = await planned(context, subject, signal);
  const held = await context.holds.heldAmong(plan.items.map(({ recording }) => recording));
  const items = plan.items.filter(({ recording }) => !held.has(recording));
  const late = plan.items.length - items.length;
  if (late > 0) context.log.info('clear.held-late', { dock: subject.dock, recordings: [...held] });
  return {
    ...plan,
    items,
    kept: late === 0 ? plan.kept : { ...plan.kept, held: (plan.kept.held ?? 0) + late },
  };
}

/** A card that hangs, or that is pulled, ends its own clearing, like its dock. */
async function planned(
  context: ClearContext,
  { path, dock, medium }: ClearSubject,
  asked: AbortSignal,
): Promise<ClearPlan> {
  const { card, signal, close } = await openCard(context, { path, label: null, medium }, asked);
  try {
    const plan = await planClearing(context, card, dock, { signal });
    // What was planned is about the medium that was looked at in the beginning.
    if (!(await card.isStillThere())) throw new SealdockError('card-gone', { about: path });
    return plan;
  } catch (thrown) {
    throw endOf(thrown, signal);
  } finally {
    close();
  }
}

function decide(
  { clearing }: Pick<ClearContext, 'clearing'>,
  { dock }: ClearSubject,
  recorder: RecorderNo,
  id: ClearId,
  medium: ClearMedium,
  { items, kept, keptUntil }: ClearPlan,
  boot: string,
): { readonly order: ClearOrder | null; readonly decision: ClearDecision } {
  // Without DISKSEQ another medium could stand in the place of this one: then only its bytes tell.
  const proof = medium.diskSeq === null ? 'compare' : clearing.proof;
  const order: ClearOrder | null =
    items.length === 0 ? null : { v: 1, id, boot, dock, medium, proof, files: [...items] };
  const digest = order === null ? null : clearDigestOf(order);
  return { order, decision: { id, dock, recorder, proof, digest, items, kept, keptUntil } };
}

function answerTimeoutMs(items: readonly ClearItem[]): number {
  const bytes = items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return ANSWER_BASE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
}
