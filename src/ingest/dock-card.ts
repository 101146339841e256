import { firstSeenDraft } from '../evidence/audit-entry.ts';
import type { DockMark, DockReport, DockRequest, DockResult } from '../evidence/dock.ts';
import { asSealdockError, type SealdockError } from '../evidence/errors.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import { finishedDraft, startedDraft } from './dock-drafts.ts';
import type { DockedCard } from './docked-card.ts';
import { identifyCard } from './identify-card.ts';
import { listCard } from './list-card.ts';
import { noteIdentity, noteRefusal } from './note-recorder.ts';
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
      marks: new Set(),
      result: 'done',
      code: null,
    };
    try {
      await takeCard(context, request, options, story);
    } catch (thrown) {
      const error = asSealdockError(thrown);
      if (error.kind === 'defect') throw error;
      story.result = resultOf(error, story, options.signal);
      story.code = error.code === 'failed' && options.signal.aborted ? 'interrupted' : error.code;
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
  readonly marks: Set<DockMark>;
  result: DockResult;
  code: SealdockError['code'] | null;
}

async function takeCard(
  context: DockContext,
  request: DockRequest,
  options: DockOptions,
  story: Story,
): Promise<void> {
  const card = await context.cards.open(request);
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
    });
    const list = await listCard(context, docked, options);
    for (const mark of list.marks) story.marks.add(mark);
    options.onEvent({ kind: 'listed', dock: request.id, files: list.footageFiles, bytes: list.footageBytes });
    const { differing } = await takeFiles(context, docked, options);
    if (list.odd > 0 || differing > 0) story.result = 'findings';
    // A pulled medium lists as empty without an error (FINDINGS 1.4): complete is only what is still there.
    if (!(await card.isStillThere())) {
      story.result = 'gone';
      story.code = 'card-gone';
    }
  } finally {
    turn.release();
  }
}

function resultOf(error: SealdockError, story: Story, signal: AbortSignal): DockResult {
  if (signal.aborted || error.kind === 'interrupted') return 'stopped';
  if (error.code === 'card-gone') return 'gone';
  return story.docked === null ? 'refused' : 'stopped';
}

/** Counts are taken from the catalogue, not from what we believe to have done. */
async function finish(
  { catalog, log }: DockContext,
  request: DockRequest,
  { actor, onEvent }: DockOptions,
  story: Story,
): Promise<DockReport> {
  const counts = await catalog.countFiles(request.id);
  const unfinished = counts.failed > 0 || counts.growing > 0 || story.marks.has('digest-without-file');
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
  };
}
