import type { DockRequest } from '../evidence/dock.ts';
import { SealdockError } from '../evidence/errors.ts';
import type { Card } from '../ports/card.ts';
import { startSurvey } from '../recorders/survey-card.ts';
import { CardTally } from './card-tally.ts';
import type { DockContext } from './dock-context.ts';
import type { DockedCard } from './docked-card.ts';

/**
 * Whose card is it? Looks at names and folders only: until this has answered, no file on the medium is opened.
 * @throws SealdockError `card-unrecognised`, `card-ambiguous`, `recorder-number-missing`, `card-gone`.
 */
export async function identifyCard(
  { models }: Pick<DockContext, 'models'>,
  card: Card,
  request: DockRequest,
  signal: AbortSignal,
): Promise<DockedCard> {
  const survey = startSurvey(models);
  for await (const entry of card.list()) {
    signal.throwIfAborted();
    if (entry.kind === 'file') survey.see(entry.file);
  }
  const label = request.label ?? card.facts.label;
  const identity = survey.decide({ label, recorder: request.recorder, model: request.model });
  // A pulled medium lists as empty without an error (FINDINGS 1.4): that nothing was recognised says nothing then.
  if (identity.kind !== 'identified' && !(await card.isStillThere())) {
    throw new SealdockError('card-gone', { about: request.path });
  }
  switch (identity.kind) {
    case 'identified':
      return {
        dock: request.id,
        card,
        model: identity.model,
        recorder: identity.recorder,
        label,
        tally: new CardTally(),
      };
    case 'unrecognised':
      throw new SealdockError('card-unrecognised', { about: request.path });
    case 'ambiguous':
      throw new SealdockError('card-ambiguous', {
        about: request.path,
        found: identity.candidates.join(', '),
      });
    case 'number-missing':
      throw new SealdockError('recorder-number-missing', { about: request.path, found: identity.model.id });
  }
}
