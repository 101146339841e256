import type { CardPath } from '../evidence/card-path.ts';
import { baseNameOf, bytesOfCardPath, cardPathOf, folderOf } from '../evidence/card-path.ts';
import type { LeftReason } from '../evidence/dock.ts';
import { isSameRecorder, type RecorderNo } from '../evidence/ids.ts';
import type { Mark } from '../evidence/marks.ts';
import type { CardFile, MediaType, NameFacts } from '../evidence/recording.ts';
import { extensionOf } from './file-extension.ts';
import { isBelowAny, isSystemFolder } from './match-folder.ts';
import type { RecorderModel } from './model.ts';
import type { ParsedName } from './parse-name.ts';
import { parseName } from './parse-name.ts';

export interface Footage {
  readonly kind: 'footage';
  readonly mediaType: MediaType;
  readonly name: NameFacts;
  /** By the name or by the folder. */
  readonly important: boolean;
  /** Where the recorder's own digest would lie; whether it is there, nobody has looked. */
  readonly digestFile: CardPath | null;
  readonly digestExpected: boolean;
  /** In the order of `MARKS`, without those that only reading the file can tell. */
  readonly marks: readonly Mark[];
}

export type Classified = Footage | { readonly kind: 'left'; readonly reason: LeftReason };

/**
 * What a regular file on an identified card is. When in doubt it is footage: an unknown extension inside the model's
 * folders, a media file or a fitting name outside them. Only what a rule names is left, and the rule is told.
 * @param recorder the number of this dock, from the card or from a person.
 * @param models all of them: a name that is not of this model may be of another one.
 */
export function classifyFile(
  model: RecorderModel,
  recorder: RecorderNo,
  file: CardFile,
  models: readonly RecorderModel[] = [],
): Classified {
  const folder = folderOf(file.path);
  const inside = isBelowAny(folder, model.folders.take);
  if (isSystemFolder(folder) || isBelowAny(folder, model.folders.never)) {
    return { kind: 'left', reason: 'excluded-folder' };
  }
  const extension = extensionOf(baseNameOf(file.path));
  if (extension !== '' && extension === model.digest?.extension) {
    return { kind: 'left', reason: 'digest-file' };
  }
  const mediaType = mediaTypeOf(model, extension);
  const parsed = parseForeignName(model, models, file.path) ?? parseName(model, file.path);
  const named = parsed.kind === 'fits' || parsed.kind === 'impossible';
  if (!inside && mediaType === 'other' && !named) return { kind: 'left', reason: 'not-footage' };
  const important = parsed.facts.important || isBelowAny(folder, model.folders.important);
  const digestExpected = mediaType !== 'other' && (model.digest?.expected.includes(mediaType) ?? false);
  const marks: readonly (Mark | false)[] = [
    important && 'important',
    parsed.facts.encrypted && 'encrypted',
    file.sizeBytes === 0 && 'empty',
    ...nameMarksOf(parsed, recorder),
    !inside && model.folders.elsewhere === 'unexpected' && 'unexpected-folder',
  ];
  return {
    kind: 'footage',
    mediaType,
    name: parsed.facts,
    important,
    digestFile: digestExpected ? digestPathOf(file.path, model.digest?.extension ?? '') : null,
    digestExpected,
    marks: marks.filter((mark) => mark !== false),
  };
}

/** `other` for an extension that the row does not list. */
export function mediaTypeOf(model: RecorderModel, extension: string): MediaType {
  return Object.hasOwn(model.media, extension) ? (model.media[extension] ?? 'other') : 'other';
}

/** A name of another recorder keeps its own number: the card may have been worn in two recorders. */
function nameMarksOf(parsed: ParsedName, recorder: RecorderNo): readonly (Mark | false)[] {
  const said = parsed.facts.recorder;
  return [
    (parsed.kind === 'strange' || parsed.kind === 'impossible') && 'name-not-recognised',
    said !== null && !isSameRecorder(said, recorder) && 'name-of-another-recorder',
  ];
}

/**
 * Footage of another model's recorder, put onto this card: it keeps the number, officer and time of its name, so that
 * it is never filed under whoever docks it. Only names that were verified count, because loose patterns fit anything.
 */
function parseForeignName(
  model: RecorderModel,
  models: readonly RecorderModel[],
  path: CardPath,
): ParsedName | null {
  if (parseName(model, path).kind === 'fits') return null;
  for (const other of models) {
    if (other.id === model.id || !other.verified || other.recorder.from !== 'name') continue;
    const parsed = parseName(other, path);
    if (parsed.kind === 'fits' && parsed.facts.recorder !== null) return parsed;
  }
  return null;
}

/** Made from bytes, so that a name that is not UTF-8 still meets its digest. */
function digestPathOf(path: CardPath, extension: string): CardPath {
  const bytes = bytesOfCardPath(path);
  const dot = bytes.lastIndexOf('.');
  return cardPathOf(Buffer.concat([bytes.subarray(0, dot + 1), Buffer.from(extension)]));
}
