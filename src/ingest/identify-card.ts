import type { DockRequest } from '../evidence/dock.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { RecorderNo } from '../evidence/ids.ts';
import type { MetRecorder, RegisteredRecorder } from '../evidence/registered-recorder.ts';
import type { Card } from '../ports/card.ts';
import { refusalOf } from '../recorders/admit-recorder.ts';
import type { RecorderModel } from '../recorders/model.ts';
import { numberInLabel, type Recognised, recogniseRecorder } from '../recorders/recognise-recorder.ts';
import type { CardIdentity, CardSurvey, SurveyHints } from '../recorders/survey-card.ts';
import { startSurvey } from '../recorders/survey-card.ts';
import { CardTally } from './card-tally.ts';
import type { DockContext } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';
import { readBinding } from './read-binding.ts';

/** A card that may be read, or why it stays closed. */
export type IdentifiedCard =
  | { readonly kind: 'docked'; readonly docked: DockedCard; readonly met: MetRecorder }
  | {
      readonly kind: 'refused';
      readonly error: SealdockError;
      readonly met: MetRecorder;
      /** The registered recorder that it is, if it is one. */
      readonly registered: RegisteredRecorder | null;
    };

/**
 * Whose card is it, and may it be read? Looks at names and folders only: until this has answered, no file on the
 * medium is opened, but for the one that a model's row names as binding a card to its recorder.
 * @throws SealdockError `card-gone`, `model-unknown`.
 */
export async function identifyCard(
  { models, catalog, settings }: Pick<DockContext, 'models' | 'catalog' | 'settings'>,
  card: Card,
  request: DockRequest,
  signal: AbortSignal,
): Promise<IdentifiedCard> {
  const survey = startSurvey(models);
  for await (const entry of card.list()) {
    signal.throwIfAborted();
    if (entry.kind === 'file') survey.see(entry.file);
  }
  const label = request.label ?? card.facts.label;
  const identity = await withBinding(card, survey, { label, recorder: null, model: request.model });
  const met = metOf(identity, request, label);
  const recognised = await recogniseIn(catalog, request.recorder, met);
  const registered = recognised.kind === 'recognised' ? recognised.candidate.recorder : null;
  const refuse = async (error: SealdockError): Promise<IdentifiedCard> => {
    // A pulled medium lists as empty without an error (FINDINGS 1.4): that nothing was recognised says nothing then.
    if (!(await card.isStillThere())) throw new SealdockError('card-gone', { about: request.path });
    return { kind: 'refused', error, met, registered };
  };
  const inDoubt = doubtOf(recognised, request);
  if (inDoubt !== null) return refuse(inDoubt);
  const about = registered?.no ?? request.recorder ?? met.number ?? request.path;
  const outOfUse = refusalOf('any', registered);
  if (outOfUse !== null) return refuse(new SealdockError(outOfUse, { about }));
  const found = modelOf(survey, identity, { ...request, label }, registered);
  if (found instanceof SealdockError) return refuse(found);
  const code = refusalOf(settings.admit, registered);
  if (code !== null) return refuse(new SealdockError(code, { about }));
  const recorder = registered?.no ?? (recognised.kind === 'unknown' ? recognised.number : null);
  if (recorder === null) {
    return refuse(new SealdockError('recorder-number-missing', { about: request.path, found: found.id }));
  }
  const docked = {
    dock: request.id,
    card,
    model: found,
    recorder,
    label,
    registered,
    tally: new CardTally(),
  };
  return { kind: 'docked', docked, met };
}

/** The card's number may stand in a file of its own. */
async function withBinding(card: Card, survey: CardSurvey, hints: SurveyHints): Promise<CardIdentity> {
  const identity = survey.decide(hints);
  const from = identity.kind === 'number-missing' ? identity.model.recorder : null;
  if (from?.from !== 'file') return identity;
  const number = await readBinding(card, from);
  return number === null ? identity : survey.decide({ ...hints, recorder: number });
}

/** The card's own layout; where it does not tell, what the register knows of this recorder. */
function modelOf(
  survey: CardSurvey,
  own: CardIdentity,
  { path, label, model }: Pick<DockRequest, 'path' | 'label' | 'model'>,
  registered: RegisteredRecorder | null,
): RecorderModel | SealdockError {
  if (own.kind === 'identified') return own.model;
  if (model === null && registered !== null && registered.model !== null) {
    const chosen = survey.decide({ label, recorder: registered.no, model: registered.model });
    if (chosen.kind === 'identified') return chosen.model;
  }
  switch (own.kind) {
    case 'number-missing':
      return own.model;
    case 'unrecognised':
      return new SealdockError('card-unrecognised', { about: path });
    case 'ambiguous':
      return new SealdockError('card-ambiguous', { about: path, found: own.candidates.join(', ') });
  }
}

function metOf(identity: CardIdentity, { medium }: DockRequest, label: string | null): MetRecorder {
  return {
    number: identity.kind === 'identified' ? identity.recorder : null,
    model: identity.kind === 'identified' || identity.kind === 'number-missing' ? identity.model.id : null,
    label,
    serial: textOf(medium?.usb?.serial),
    card: textOf(medium?.fileSystemId),
  };
}

/** A device may tell anything; an empty text is none. */
function textOf(told: string | null | undefined): string | null {
  const text = told?.toWellFormed().trim() ?? '';
  return text === '' ? null : text;
}

async function recogniseIn(
  catalog: Pick<DockContext['catalog'], 'candidates'>,
  given: RecorderNo | null,
  met: MetRecorder,
): Promise<Recognised> {
  const numbers = [given, met.number, numberInLabel(met.label)].filter((number) => number !== null);
  const { serial, card } = met;
  return recogniseRecorder({ ...met, given }, await catalog.candidates({ numbers, serial, card }));
}

function doubtOf(recognised: Recognised, { path }: DockRequest): SealdockError | null {
  if (recognised.kind !== 'ambiguous') return null;
  const { candidates, stranger } = recognised;
  const reasons = candidates.map(({ recorder, signs }) => `${recorder.no} (${signs.join(', ')})`);
  const found = [
    ...(stranger === null ? [] : [`${stranger.value} (${stranger.sign}, not registered)`]),
    ...reasons,
  ];
  return new SealdockError('card-ambiguous', { about: path, found: found.join('; ') });
}
