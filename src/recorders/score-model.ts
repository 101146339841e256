import { baseNameOf, folderOf } from '../evidence/card-path.ts';
import type { CardFile } from '../evidence/recording.ts';
import { mediaTypeOf } from './classify-file.ts';
import { extensionOf } from './file-extension.ts';
import { isBelowAny, isSystemFolder } from './match-folder.ts';
import type { RecorderModel } from './model.ts';
import type { NumberTally } from './number-tally.ts';
import { tallyNumbers } from './number-tally.ts';
import { parseName } from './parse-name.ts';

/** What was seen of a card with one model's eyes. It grows no larger, however many files are seen. */
export interface ModelTally {
  readonly model: RecorderModel;
  readonly folders: Set<string>;
  readonly numbers: NumberTally;
  /** Media files where the model keeps footage. */
  media: number;
  /** Those of them whose name fits, with a time that a calendar has. */
  fitting: number;
}

export interface ModelScore {
  readonly model: RecorderModel;
  /** 0 to a few hundred; the sum of the weights of the signs that are there. */
  readonly score: number;
  readonly reasons: readonly string[];
}

export function startTally(model: RecorderModel): ModelTally {
  return { model, folders: new Set(), numbers: tallyNumbers(), media: 0, fitting: 0 };
}

export function seeFile(tally: ModelTally, file: CardFile): void {
  const { model } = tally;
  const folder = folderOf(file.path);
  if (isSystemFolder(folder)) return;
  for (const marker of Object.keys(model.match.folders)) {
    if (!tally.folders.has(marker) && isBelowAny(folder, [marker])) tally.folders.add(marker);
  }
  const atHome = model.folders.elsewhere === 'expected' || isBelowAny(folder, model.folders.take);
  if (!atHome || isBelowAny(folder, model.folders.never)) return;
  if (mediaTypeOf(model, extensionOf(baseNameOf(file.path))) === 'other') return;
  tally.media += 1;
  const parsed = parseName(model, file.path);
  if (parsed.kind === 'fits') tally.fitting += 1;
  if (parsed.facts.recorder !== null) tally.numbers.add(parsed.facts.recorder);
}

/** The weights of one model's signs, summed, each with its reason. */
export function scoreModel(tally: ModelTally, label: string | null): ModelScore {
  const { model, media, fitting } = tally;
  const { match } = model;
  const signs: { readonly points: number; readonly reason: string }[] = [];
  if (match.names > 0 && fitting > 0) {
    const points = Math.round((match.names * fitting) / media);
    signs.push({ points, reason: `${fitting} of ${media} names fit` });
  }
  for (const [folder, points] of Object.entries(match.folders)) {
    if (points > 0 && tally.folders.has(folder)) signs.push({ points, reason: `folder ${folder}` });
  }
  if (match.label !== null && label !== null && match.label.pattern.test(label)) {
    signs.push({ points: match.label.weight, reason: 'volume label' });
  }
  return {
    model,
    score: signs.reduce((sum, sign) => sum + sign.points, 0),
    reasons: signs.map((sign) => `${sign.reason} (+${sign.points})`),
  };
}
