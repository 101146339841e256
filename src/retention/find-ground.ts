import { SealdockError } from '../evidence/errors.ts';
import { type BuiltInGround, COMPLAINTS, type HoldCause } from '../evidence/hold.ts';
import type { Ground, HoldRules } from './hold-rules.ts';

/** A ground as a hold is placed on it. */
export interface FoundGround extends Omit<Ground, 'sentence'> {
  /** False for one that no policy has named. */
  readonly isOfPolicy: boolean;
}

/** Where the policy lists no grounds, one is left, and has to be explained. */
const OTHER: FoundGround = builtIn('other', true);

/**
 * The ground that a person has named.
 * @throws SealdockError `ground-unknown` with those that there are; `text-required` (ZZ-43.4, WS-12.4).
 */
export function namedGround({ grounds }: HoldRules, id: string, text: string | null): FoundGround {
  const known = grounds === null ? [OTHER] : grounds.map(ofPolicy);
  const found = known.find((ground) => ground.id === id);
  if (found === undefined) {
    throw new SealdockError('ground-unknown', {
      about: id,
      expected: known.map((each) => each.id).join(', '),
    });
  }
  if (found.needsText && text === null) throw new SealdockError('text-required', { about: id });
  return found;
}

/**
 * Grounds that fit a cause, the best first: ids as the shipped policies write them. A bureau's own policy may use others;
 * then the built-in ground blocks until a person has decided.
 */
const FITTING: Readonly<Record<HoldCause, readonly string[]>> = {
  complaint: ['complaint', 'objection-complaint-petition'],
  reconsideration: ['reconsideration', 'reconsideration-litigation'],
  litigation: ['litigation', 'reconsideration-litigation'],
  'court-execution': ['court-execution'],
  'litigation-prone': ['litigation-prone'],
  obstruction: ['obstruction', 'obstruction-abuse-assault'],
  emergency: ['emergency', 'mass-incident-emergency'],
  'mass-incident': ['mass-incident', 'mass-incident-emergency'],
  contentious: ['contentious'],
  refusal: ['refusal', 'obstruction-abuse-assault'],
};

/** The ground of a proposal: one of the policy's where one fits, a built-in one otherwise. */
export function fittingGround({ grounds }: HoldRules, cause: HoldCause): FoundGround {
  for (const id of FITTING[cause]) {
    const found = grounds?.find((ground) => ground.id === id);
    if (found !== undefined) return ofPolicy(found);
  }
  const isComplaint = COMPLAINTS.some((complaint) => complaint === cause);
  return builtIn(isComplaint ? 'complaint' : 'incident', false);
}

function ofPolicy({ sentence: _, ...ground }: Ground): FoundGround {
  return { ...ground, isOfPolicy: true };
}

function builtIn(id: BuiltInGround, needsText: boolean): FoundGround {
  return { id, clause: null, needsText, restarts: false, isOfPolicy: false };
}
