import type { RecorderNo } from '../evidence/ids.ts';
import { isSameRecorder, parseRecorderNo } from '../evidence/ids.ts';
import type { MetRecorder, RegisteredRecorder } from '../evidence/registered-recorder.ts';

/**
 * What each sign is worth. Number and serial are strong: when they name different recorders, nobody is recognised.
 * People label cards, cards move from one recorder to another, and a bureau buys one model for all.
 */
export const SIGN_WEIGHTS = {
  given: 100, // a person, or the configuration, says so
  number: 60, // in the names of its files, its label or its binding file
  serial: 50, // of the USB device
  label: 20, // the volume label is the recorder's number
  card: 15, // a file system that was in this recorder before
  model: 5, // the layout is the registered one's; never a sign alone
} as const;
export type Sign = keyof typeof SIGN_WEIGHTS;

/** The weakest sign that may stand alone. */
export const KNOWN_SCORE = SIGN_WEIGHTS.card;
/** Between twins with one serial, label or card alone decide nothing: they may have been swapped. */
export const RIVAL_MARGIN = 30;

export interface RecorderSigns extends MetRecorder {
  /** A number given by a person; it decides. */
  readonly given: RecorderNo | null;
}

export interface Candidate {
  readonly recorder: RegisteredRecorder;
  readonly signs: readonly Sign[];
  readonly score: number;
}

export type Recognised =
  | { readonly kind: 'recognised'; readonly candidate: Candidate }
  /** Nothing registered; `number` is what it would be called. */
  | { readonly kind: 'unknown'; readonly number: RecorderNo | null }
  /** The likeliest first; with the number or the serial that nobody has, if that is what speaks against them. */
  | {
      readonly kind: 'ambiguous';
      readonly candidates: readonly Candidate[];
      readonly stranger: Stranger | null;
    };

/** A sign that belongs to nobody in the register. */
export interface Stranger {
  readonly sign: 'number' | 'serial';
  readonly value: string;
}

/**
 * Which registered recorder this is, by a named score. Exactly one: recognised; none: unknown; equals, or strong signs
 * that name different ones: ambiguous.
 * @param registered all that have any of these signs.
 */
export function recogniseRecorder(
  signs: RecorderSigns,
  registered: readonly RegisteredRecorder[],
): Recognised {
  const candidates = registered
    .map((recorder) => candidateOf(recorder, signs))
    .filter(({ score }) => score >= KNOWN_SCORE)
    .sort((a, b) => b.score - a.score || (a.recorder.no < b.recorder.no ? -1 : 1));
  if (signs.given !== null) {
    const said = candidates.filter(({ recorder }) => isSameRecorder(recorder.no, signs.given));
    // From before numbers were compared without case there may be two; then their exact spelling tells.
    const given = said.find(({ recorder }) => recorder.no === signs.given) ?? said[0];
    return given === undefined
      ? { kind: 'unknown', number: signs.given }
      : { kind: 'recognised', candidate: given };
  }
  const contradiction = contradictionOf(signs, candidates) ?? strangeBody(signs, candidates);
  if (contradiction !== null) return contradiction;
  // A number that nobody registered is a recorder of its own, whatever card or label it was given.
  const named = candidates.some(({ recorder }) => isSameRecorder(recorder.no, signs.number));
  if (signs.number !== null && !named) return { kind: 'unknown', number: signs.number };
  const [best, next] = candidates;
  if (best === undefined) return { kind: 'unknown', number: null };
  if (next !== undefined && best.score - next.score < RIVAL_MARGIN) {
    return { kind: 'ambiguous', candidates, stranger: null };
  }
  return { kind: 'recognised', candidate: best };
}

/** The number in a volume label, whatever width or case it was typed in. */
export function numberInLabel(label: string | null): RecorderNo | null {
  return label === null ? null : parseRecorderNo(label.normalize('NFKC').trim());
}

/** The card tells one number, and the serial belongs to others only. */
function contradictionOf(
  { number }: RecorderSigns,
  candidates: readonly Candidate[],
): Extract<Recognised, { kind: 'ambiguous' }> | null {
  const holders = candidates.filter(({ signs }) => signs.includes('serial'));
  if (number === null || holders.length === 0) return null;
  if (holders.some(({ recorder }) => isSameRecorder(recorder.no, number))) return null;
  const named = candidates.filter(({ recorder }) => isSameRecorder(recorder.no, number));
  const rivals = [...named, ...holders];
  return {
    kind: 'ambiguous',
    candidates: rivals,
    stranger: named.length === 0 ? { sign: 'number', value: number } : null,
  };
}

/**
 * A card without a number is in a body that is not the one it belongs to: of another recorder, or of none, where the
 * card's own recorder is known by another serial. People swap cards and write labels; that proves nobody's footage.
 */
function strangeBody(
  { number, serial }: RecorderSigns,
  candidates: readonly Candidate[],
): Extract<Recognised, { kind: 'ambiguous' }> | null {
  if (number !== null || serial === null) return null;
  const holders = candidates.filter(({ signs }) => signs.includes('serial'));
  if (holders.length === 0) {
    const contradicted = candidates.some(({ recorder }) => recorder.serials.length > 0);
    return contradicted
      ? { kind: 'ambiguous', candidates, stranger: { sign: 'serial', value: serial } }
      : null;
  }
  const points = (sign: Sign, to: readonly Candidate[]) => to.some(({ signs }) => signs.includes(sign));
  const elsewhere = (sign: Sign) => points(sign, candidates) && !points(sign, holders);
  return elsewhere('card') || elsewhere('label') ? { kind: 'ambiguous', candidates, stranger: null } : null;
}

function candidateOf(recorder: RegisteredRecorder, signs: RecorderSigns): Candidate {
  const is = (number: RecorderNo | null) => isSameRecorder(recorder.no, number);
  const found: Sign[] = [];
  if (is(signs.given)) found.push('given');
  if (is(signs.number)) found.push('number');
  if (signs.serial !== null && recorder.serials.includes(signs.serial)) found.push('serial');
  if (is(numberInLabel(signs.label))) found.push('label');
  if (signs.card !== null && recorder.cards.includes(signs.card)) found.push('card');
  if (signs.model !== null && recorder.model === signs.model) found.push('model');
  return { recorder, signs: found, score: found.reduce((sum, sign) => sum + SIGN_WEIGHTS[sign], 0) };
}
