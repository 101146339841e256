import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import type { Manifest } from '../evidence/manifest.ts';
import type { Mark } from '../evidence/marks.ts';
import type { DescribedRecording } from '../evidence/recording.ts';
import type { FileCursor, PendingFile } from '../ports/catalog.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';
import { reasonOf } from './lost-calls.ts';
import { openReadingTurns } from './reading-turns.ts';
import { openSealQueue } from './seal-queue.ts';
import { releaseCopiesOf, takeFile } from './take-file.ts';

/** Files read ahead from the dock's list. */
const PAGE_FILES = 256;

/** Codes that concern one file: it is reported and stays on the card, and the others go on. */
const FILE_CODES: ReadonlySet<string> = new Set([
  'card-read-failed',
  'card-stalled',
  'card-file-changed',
  'card-file-shrank',
  'card-path-escapes',
  'card-file-too-large',
  'read-back-differs',
  'recording-id-taken',
  'sealed-differs',
  'staging-crowded',
]);

/** Each stalled read may hold a thread for ever: a card with more of them is given up, the others need the threads. */
const STALLED_FILES_LIMIT = 2;

export interface TakenFiles {
  /** Sealed now or before, and not what the recorder's own digest says: somebody must look at that card. */
  readonly differing: number;
}

/**
 * Takes every pending file of the dock, several at a time, in the dock's order.
 * @throws SealdockError what concerns the whole card or the vault: `card-gone`, `vault-full`, `interrupted`, … What
 * was verified until then is sealed all the same.
 */
export async function takeFiles(
  context: DockContext,
  card: DockedCard,
  options: DockOptions,
): Promise<TakenFiles> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const leftovers = await context.vault.keysInStaging();
  let stalled = 0;
  let differing = 0;
  const note = ({ recorded }: Manifest, marks: readonly Mark[]) => {
    card.tally.recorded(recorded);
    if (marks.includes('card-digest-differs')) differing += 1;
  };
  const sealed: DescribedRecording[] = [];
  const onSealed = (described: DescribedRecording) => {
    if (leftovers.has(described.verified.staged.key)) sealed.push(described);
    note(described.manifest, described.manifest.marks);
    const bytes = described.manifest.file.sizeBytes;
    options.onEvent({ kind: 'sealed', dock: card.dock, recording: described.id, bytes });
  };
  const queue = openSealQueue(context, card, options.actor, {
    sealed: onSealed,
    failed: (thrown) => stop.abort(thrown),
  });
  const { filesAtOnce, bytesPerSecond } = context.settings;
  const place = context.berths.precedence.enter({
    isPriority: options.isPriority ?? false,
    files: filesAtOnce,
    onMore: () => reading.wake(),
  });
  const reading = openReadingTurns(context.clock, place.filesNow, bytesPerSecond);
  const run = { queue, leftovers, note, reading };
  const next = pendingFiles(context, card);

  const lane = async (): Promise<void> => {
    for (let pending = await next(); pending !== null; pending = await next()) {
      signal.throwIfAborted();
      const { file } = pending.found;
      try {
        const taken = await takeFile(context, card, pending, run, { ...options, signal });
        if (taken !== 'handed-over') {
          options.onEvent({ kind: taken, dock: card.dock, path: file.path, bytes: file.sizeBytes });
        }
      } catch (thrown) {
        const error = asSealdockError(thrown);
        if (queue.isBroken || !FILE_CODES.has(error.code) || !(await card.card.isStillThere())) throw error;
        if (error.code === 'card-stalled') stalled += 1;
        if (stalled > STALLED_FILES_LIMIT) throw error;
        await reportFailure(context, card, pending, error, options);
      }
    }
  };

  const lanes = Array.from({ length: context.settings.filesAtOnce }, () =>
    lane().catch((thrown: unknown) => {
      stop.abort(thrown);
      throw thrown;
    }),
  );
  const ends = await Promise.allSettled(lanes);
  place.leave();
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) {
    // What is verified is sealed all the same. When that fails too, a vault's trouble outranks a card's.
    const sealing = await queue.flush().then(() => null, asSealdockError);
    if (sealing !== null && (sealing.kind === 'storage' || sealing.kind === 'integrity')) throw sealing;
    throw options.signal.aborted ? reasonOf(options.signal) : await firstCause(card, stop.signal.reason);
  }
  await queue.flush();
  for (const described of sealed) {
    const recording = { id: described.id, folder: described.folder, manifest: described.manifest };
    await releaseCopiesOf(context, described.verified.staged.key, recording, options);
  }
  return { differing };
}

/** One file after the other from the catalogue's list, a page at a time; null at its end. */
function pendingFiles(
  { catalog }: Pick<DockContext, 'catalog'>,
  card: DockedCard,
): () => Promise<PendingFile | null> {
  let page: PendingFile[] = [];
  let after: FileCursor | null = null;
  let ended = false;
  let turn: Promise<unknown> = Promise.resolve();

  const next = async (): Promise<PendingFile | null> => {
    if (page.length === 0 && !ended) {
      page = [...(await catalog.pendingFiles(card.dock, after, PAGE_FILES))];
      after = page.at(-1)?.cursor ?? null;
      ended = page.length < PAGE_FILES;
    }
    return page.shift() ?? null;
  };
  return () => {
    const mine = turn.then(next);
    turn = mine.catch(() => {});
    return mine;
  };
}

async function reportFailure(
  { catalog, log }: Pick<DockContext, 'catalog' | 'log'>,
  card: DockedCard,
  { found }: PendingFile,
  error: SealdockError,
  { actor, onEvent }: DockOptions,
): Promise<void> {
  const { file } = found;
  const growing = error.code === 'card-file-changed';
  const outcome = growing
    ? ({ kind: 'left', reason: 'still-growing' } as const)
    : ({ kind: 'failed', code: error.code } as const);
  await catalog.settleFile(card.dock, card.recorder, file, outcome, {
    act: 'file.failed',
    actor,
    object: { kind: 'dock', id: card.dock },
    reason: error.code,
    before: 'found',
    after: growing ? 'still-growing' : 'failed',
    detail: {
      path: file.path.text,
      pathHex: file.path.hex,
      expected: error.expected,
      found: error.found,
    },
  });
  log.warn('file.failed', { dock: card.dock, code: error.code, path: file.path.text, found: error.found });
  onEvent({ kind: 'failed', dock: card.dock, path: file.path, code: error.code, bytes: file.sizeBytes });
}

/** A read that failed because the card is gone is told as that, whatever the system call said. */
async function firstCause(card: DockedCard, reason: unknown): Promise<unknown> {
  const error = asSealdockError(reason);
  if (error.kind === 'card' && !(await card.card.isStillThere())) {
    return asGone(error);
  }
  return error;
}

function asGone(error: SealdockError): SealdockError {
  if (error.code === 'card-gone') return error;
  return new SealdockError('card-gone', { about: error.about ?? '', cause: error });
}
