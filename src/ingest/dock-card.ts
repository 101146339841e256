import { firstSeenDraft } from '../evidence/audit-entry.ts';
import type { DeviceCheck } from '../evidence/device-check.ts';
import type { DockMark, DockReport, DockRequest, DockResult } from '../evidence/dock.ts';
import { asSealdockError, type SealdockError } from '../evidence/errors.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import type { Medium } from '../evidence/medium.ts';
import type { Card } from '../ports/card.ts';
import { isClockAhead } from './card-tally.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import { finishedDraft, startedDraft } from './dock-drafts.ts';
import type { DockedCard } from './docked-card.ts';
import { identifyCard } from './identify-card.ts';
import { listCard } from './list-card.ts';
import { noteIdentity, noteRefusal } from './note-recorder.ts';
import { endOf, openCard } from './open-card.ts';
import { recover } from './recover.ts';
import { takeFiles } from './take-files.ts';

/**
 * The story of one dock: open, identify, list, take every file (copy, read back, seal, catalogue), and tell what came
 * of it. Whatever goes wrong with the card or the vault is in the report; nothing on the card is ever changed.
 * @throws SealdockError when the catalogue cannot even note the end, and for defects of ours.
 */
export async function dockCard(
  context: DockContext,
  asked: DockRequest,
  options: DockOptions,
): Promise<DockReport> {
  const request = wellFormed(asked);
  const leave = await context.berths.enter(request.id, (others) => recover(context, options.actor, others));
  try {
    await context.catalog.startDock(request, startedDraft(request, options.actor));
    const story: Story = {
      docked: null,
      refused: null,
      isCatalogued: false,
      check: null,
      marks: new Set(),
      result: 'done',
      code: null,
    };
    try {
      await openAndTake(context, request, options, story);
    } catch (thrown) {
      const error = asSealdockError(thrown);
      if (error.kind === 'defect') throw error;
      story.result = resultOf(error, story);
      story.code = error.code;
      context.log.warn('dock.stopped', {
        dock: request.id,
        code: story.code,
        about: error.about,
        found: error.found,
      });
    }
    return await finish(context, request, options, story);
  } finally {
    leave();
  }
}

interface Story {
  /** Recognised; read once the catalogue knows it too. */
  docked: DockedCard | null;
  /** Whose card was refused, as far as it is known. */
  refused: RecorderNo | null;
  isCatalogued: boolean;
  check: DeviceCheck | null;
  readonly marks: Set<DockMark>;
  result: DockResult;
  code: SealdockError['code'] | null;
}

/** @throws SealdockError what ended it: what happened to the card, or what `asked` says. */
async function openAndTake(
  context: DockContext,
  request: DockRequest,
  options: DockOptions,
  story: Story,
): Promise<void> {
  const opened = await openCard(context, request, options.signal);
  try {
    await takeCard(context, request, opened.card, { ...options, signal: opened.signal }, story);
  } catch (thrown) {
    throw endOf(thrown, opened.signal);
  } finally {
    opened.close();
  }
}

async function takeCard(
  context: DockContext,
  request: DockRequest,
  card: Card,
  options: DockOptions,
  story: Story,
): Promise<void> {
  const identified = await identifyCard(context, card, request, options.signal);
  if (identified.kind === 'refused') {
    story.refused = identified.registered?.no ?? request.recorder ?? identified.met.number;
    await noteRefusal(context, request, identified, options.actor);
    throw identified.error;
  }
  const { docked, met } = identified;
  story.docked = docked;
  if (!card.facts.readOnly) story.marks.add('medium-writable');
  if (!docked.model.verified) story.marks.add('model-unverified');
  const turn = await context.berths.takeTurn(docked.recorder, options.signal);
  if (turn.twice) story.marks.add('recorder-docked-twice');
  try {
    await context.catalog.identifyDock(
      request.id,
      { recorder: docked.recorder, model: docked.model.id, label: docked.label },
      firstSeenDraft(options.actor, docked.recorder, docked.model.id, request.id),
    );
    story.isCatalogued = true;
    if (await noteIdentity(context, docked, met, options.actor)) story.marks.add('identity-changed');
    options.onEvent({
      kind: 'identified',
      dock: request.id,
      recorder: docked.recorder,
      model: docked.model.id,
      dirty: card.facts.dirty,
    });
    const dockedMs = context.clock.read().wallMs;
    const list = await listCard(context, docked, options);
    for (const mark of list.marks) story.marks.add(mark);
    options.onEvent({ kind: 'listed', dock: request.id, files: list.footageFiles, bytes: list.footageBytes });
    // Beside the copying: it may take a while, and nobody waits for it.
    const room = card.room().catch(() => null);
    try {
      const { differing } = await takeFiles(context, docked, options);
      if (list.odd > 0 || differing > 0) story.result = 'findings';
    } finally {
      story.check = docked.tally.check(card.facts, await room, docked.model.zone, dockedMs);
      if (isClockAhead(story.check, context.settings.timeToleranceMs))
        story.marks.add('recorder-clock-ahead');
    }
    // A pulled medium lists as empty without an error (FINDINGS 1.4): complete is only what is still there.
    if (!(await card.isStillThere())) {
      story.result = 'gone';
      story.code = 'card-gone';
    }
  } finally {
    turn.release();
  }
}

function resultOf(error: SealdockError, story: Story): DockResult {
  if (error.kind === 'interrupted') return 'stopped';
  if (error.code === 'card-gone') return 'gone';
  // A card that hangs is no card that we refuse: it is asked again later.
  if (error.code === 'card-stalled') return 'stopped';
  return story.docked === null ? 'refused' : 'stopped';
}

/** What a person should look at although every file was sealed. */
const FINDINGS: readonly DockMark[] = ['digest-without-file', 'recorder-clock-ahead'];

/** Counts are taken from the catalogue, not from what we believe to have done. */
async function finish(
  { catalog, log }: DockContext,
  request: DockRequest,
  { actor, onEvent }: DockOptions,
  story: Story,
): Promise<DockReport> {
  const counts = await catalog.countFiles(request.id);
  const unfinished =
    counts.failed > 0 || counts.growing > 0 || FINDINGS.some((mark) => story.marks.has(mark));
  const known = story.isCatalogued ? story.docked : null;
  const report: DockReport = {
    dock: request.id,
    path: request.path,
    recorder: known?.recorder ?? null,
    model: known?.model.id ?? null,
    result: story.result === 'done' && unfinished ? 'findings' : story.result,
    code: story.code,
    counts,
    marks: [...story.marks],
    check: story.check,
  };
  await catalog.finishDock(report, finishedDraft(report, actor));
  log.info('dock.finished', { dock: report.dock, result: report.result, code: report.code, ...counts });
  // Whose card was refused is for people only: the catalogue and the entry about the end know no recorder of this dock.
  const told = { ...report, recorder: report.recorder ?? story.refused };
  onEvent({ kind: 'finished', dock: request.id, report: told });
  return told;
}

/** Longer than any file system's; a manifest has to stay small. */
const LABEL_LIMIT = 256;

/** Labels and paths come from outside; canonical JSON takes no lone surrogates. */
function wellFormed(request: DockRequest): DockRequest {
  return {
    ...request,
    path: request.path.toWellFormed(),
    label: request.label?.slice(0, LABEL_LIMIT).toWellFormed() ?? null,
    medium: request.medium === null ? null : wellFormedMedium(request.medium),
  };
}

function wellFormedMedium({ usb, ...medium }: Medium): Medium {
  return { ...allWellFormed(medium), usb: usb === null ? null : allWellFormed(usb) };
}

function allWellFormed<Facts extends object>(facts: Facts): Facts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'string' ? fact.toWellFormed() : fact,
    ]),
  ) as Facts;
}
