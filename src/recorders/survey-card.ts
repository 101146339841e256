import { SealdockError } from '../evidence/errors.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import { parseRecorderNo } from '../evidence/ids.ts';
import type { CardFile } from '../evidence/recording.ts';
import type { RecorderModel } from './model.ts';
import type { ModelScore, ModelTally } from './score-model.ts';
import { scoreModel, seeFile, startTally } from './score-model.ts';

/** Less than this is no more than a coincidence. */
export const RECOGNISED_SCORE = 30;
/** Two models this close to each other cannot be told apart, and a person must say. */
export const AMBIGUOUS_MARGIN = 5;

/** What is known from outside the card. */
export interface SurveyHints {
  readonly label: string | null;
  /** A number given by a person, or by the file that binds the card to its recorder. */
  readonly recorder: RecorderNo | null;
  /** The id of a model chosen by a person, by the configuration or by the register. */
  readonly model: string | null;
}

export type CardIdentity =
  | {
      readonly kind: 'identified';
      readonly model: RecorderModel;
      readonly recorder: RecorderNo;
      readonly score: number;
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'unrecognised' }
  /** The ids of the models, the likeliest first. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'number-missing'; readonly model: RecorderModel };

export interface CardSurvey {
  see(file: CardFile): void;
  /** @throws SealdockError `model-unknown` when the chosen model is none of ours. */
  decide(hints: SurveyHints): CardIdentity;
}

/** Looks at a card's files one by one, by name only, and then says whose card it is. Memory does not grow. */
export function startSurvey(models: readonly RecorderModel[]): CardSurvey {
  const tallies = models.map(startTally);
  return {
    see: (file) => {
      for (const tally of tallies) seeFile(tally, file);
    },
    decide: (hints) => decide(tallies, hints),
  };
}

function decide(tallies: readonly ModelTally[], hints: SurveyHints): CardIdentity {
  const chosen = hints.model === null ? null : chosenTally(tallies, hints.model);
  if (chosen !== null) {
    const scored = scoreModel(chosen, hints.label);
    return withNumber(chosen, { ...scored, reasons: ['model chosen', ...scored.reasons] }, hints);
  }
  const likely = tallies
    .map((tally) => ({ tally, scored: scoreModel(tally, hints.label) }))
    .filter(({ scored }) => scored.score >= RECOGNISED_SCORE)
    .sort((a, b) => b.scored.score - a.scored.score);
  const [best] = likely;
  if (best === undefined) return { kind: 'unrecognised' };
  const rivals = likely.filter(({ scored }) => best.scored.score - scored.score < AMBIGUOUS_MARGIN);
  if (rivals.length > 1)
    return { kind: 'ambiguous', candidates: rivals.map(({ scored }) => scored.model.id) };
  return withNumber(best.tally, best.scored, hints);
}

function chosenTally(tallies: readonly ModelTally[], id: string): ModelTally {
  const found = tallies.find(({ model }) => model.id === id);
  if (found !== undefined) return found;
  throw new SealdockError('model-unknown', {
    about: id,
    expected: tallies.map(({ model }) => model.id).join(', '),
  });
}

/** A number that was given wins; what the card says about itself stays in the names of its files. */
function withNumber(tally: ModelTally, scored: ModelScore, hints: SurveyHints): CardIdentity {
  const own = numberOnCard(tally, hints.label);
  const recorder = hints.recorder ?? own?.recorder ?? null;
  if (recorder === null) return { kind: 'number-missing', model: scored.model };
  const reason = hints.recorder === null ? (own?.reason ?? '') : 'number given';
  return { kind: 'identified', ...scored, recorder, reasons: [...scored.reasons, reason] };
}

function numberOnCard(
  tally: ModelTally,
  label: string | null,
): { readonly recorder: RecorderNo; readonly reason: string } | null {
  const from = tally.model.recorder;
  if (from.from === 'name') {
    const top = tally.numbers.top();
    return top && { recorder: top.number, reason: `number in ${top.count} of ${tally.media} names` };
  }
  const said = from.from === 'label' && label !== null ? from.pattern.exec(label)?.groups?.recorder : null;
  const recorder = said ? parseRecorderNo(said) : null;
  return recorder && { recorder, reason: 'number in the volume label' };
}
