import { SealdockError } from '../../evidence/errors.ts';
import { KNOWN_SIGNS_LIMIT } from '../../evidence/registered-recorder.ts';
import type { RecorderFacts } from '../../recorders/change-register.ts';
import type { CliStation } from '../doors.ts';
import type { Session } from '../session.ts';

/** What a person says of a recorder; an empty text empties. */
export interface FactFlags {
  readonly model?: string;
  readonly serial?: readonly string[];
  readonly unit?: string;
  readonly asset?: string;
  readonly note?: string;
}

/**
 * Only what was said.
 * @throws SealdockError `model-unknown`, `usage`.
 */
export function factsSaid(
  { words }: Session,
  { models }: Pick<CliStation, 'models'>,
  { model, serial, unit, asset, note }: FactFlags,
): Partial<RecorderFacts> {
  if (model !== undefined && model !== '' && !models.some(({ id }) => id === model)) {
    throw new SealdockError('model-unknown', {
      about: model,
      expected: models.map(({ id }) => id).join(', '),
    });
  }
  const serials = serial === undefined ? undefined : [...new Set(serial.filter((each) => each !== ''))];
  if (serials !== undefined && serials.length > KNOWN_SIGNS_LIMIT) {
    throw new SealdockError('usage', { about: words.register.problems.serials });
  }
  const said = {
    model: orNull(model),
    serials,
    unit: orNull(unit),
    asset: orNull(asset),
    note: orNull(note),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function orNull(text: string | undefined): string | null | undefined {
  return text === '' ? null : text;
}
