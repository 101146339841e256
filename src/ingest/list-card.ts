import { canonicalJson } from '../evidence/canonical-json.ts';
import { type CardPath, keyOfCardPath } from '../evidence/card-path.ts';
import { sha256Of } from '../evidence/digest.ts';
import type { DockMark } from '../evidence/dock.ts';
import type { CardFile } from '../evidence/recording.ts';
import type { Card, CardEntry } from '../ports/card.ts';
import type { ListedFile } from '../ports/catalog.ts';
import { classifyFile } from '../recorders/classify-file.ts';
import type { RecorderModel } from '../recorders/model.ts';
import type { DockContext, DockOptions } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';

/** Files listed under one commit: a card of 20,000 files is 40 of them. */
const PAGE_FILES = 500;

export interface CardList {
  readonly footageFiles: number;
  readonly footageBytes: number;
  /** Files left that somebody should know of: links, pipes, what could not be read. */
  readonly odd: number;
  readonly marks: readonly DockMark[];
}

/**
 * Writes down what lies on the card, page by page, before the first byte is copied: each file is footage to be
 * taken, or left for a stated reason. Each page enters the audit by its digest.
 */
export async function listCard(
  { catalog, models }: Pick<DockContext, 'catalog' | 'models'>,
  docked: DockedCard,
  { actor, signal }: Pick<DockOptions, 'actor' | 'signal'>,
): Promise<CardList> {
  const list = { footageFiles: 0, footageBytes: 0, odd: 0 };
  const marks = new Set<DockMark>();
  let page: ListedFile[] = [];
  let pages = 0;

  const write = async () => {
    if (page.length === 0) return;
    const lines = page.map(fileOf).map((file) => [keyOfCardPath(file.path), file.sizeBytes, file.modifiedAt]);
    await catalog.listFiles(docked.dock, docked.recorder, page, {
      act: 'dock.listed',
      actor,
      object: { kind: 'dock', id: docked.dock },
      reason: null,
      before: null,
      after: null,
      detail: { page: pages, files: page.length, sha256: sha256Of(canonicalJson(lines)) },
    });
    pages += 1;
    page = [];
  };

  for await (const entry of docked.card.list()) {
    signal.throwIfAborted();
    const listed = await listEntry(models, docked, entry);
    if (listed === null) continue;
    page.push(listed.line);
    if (listed.mark !== null) marks.add(listed.mark);
    if ('found' in listed.line) {
      docked.tally.found(listed.line.found);
      list.footageFiles += 1;
      list.footageBytes += listed.line.found.file.sizeBytes;
    } else {
      docked.tally.left();
      if (isOdd(listed.line.outcome.reason)) list.odd += 1;
    }
    if (page.length >= PAGE_FILES) await write();
  }
  await write();
  return { ...list, marks: [...marks] };
}

async function listEntry(
  models: DockContext['models'],
  { card, model, recorder }: DockedCard,
  { kind, file }: CardEntry,
): Promise<{ line: ListedFile; mark: DockMark | null } | null> {
  if (kind !== 'file') return { line: { file, outcome: { kind: 'left', reason: kind } }, mark: null };
  const sorted = classifyFile(model, recorder, file, models);
  if (sorted.kind === 'left') {
    const orphan = sorted.reason === 'digest-file' && !(await hasItsFile(card, model, file.path));
    return { line: { file, outcome: sorted }, mark: orphan ? 'digest-without-file' : null };
  }
  const digestFile =
    sorted.digestFile !== null && (await card.look(sorted.digestFile)) ? sorted.digestFile : null;
  const missing = sorted.digestExpected && digestFile === null;
  const found = {
    kind: 'found',
    file,
    mediaType: sorted.mediaType,
    name: sorted.name,
    digestFile,
    digestExpected: sorted.digestExpected,
    marks: [...sorted.marks, ...(missing ? (['card-digest-missing'] as const) : [])],
  } as const;
  return { line: { found, outcome: { kind: 'pending' } }, mark: null };
}

/** A checksum whose recording is not there may be all that is left of it. */
async function hasItsFile(card: Card, model: RecorderModel, digestFile: CardPath): Promise<boolean> {
  if (digestFile.hex !== null) return true;
  const stem = digestFile.text.slice(0, digestFile.text.lastIndexOf('.'));
  for (const extension of Object.keys(model.media)) {
    for (const spelling of [extension, extension.toUpperCase()]) {
      if (await card.look({ text: `${stem}.${spelling}`, hex: null })) return true;
    }
  }
  return false;
}

function isOdd(reason: string): boolean {
  return reason === 'symbolic-link' || reason === 'special-file' || reason === 'unreadable';
}

function fileOf(line: ListedFile): CardFile {
  return 'found' in line ? line.found.file : line.file;
}
