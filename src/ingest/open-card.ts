import type { DockRequest } from '../evidence/dock.ts';
import { asSealdockError, SealdockError } from '../evidence/errors.ts';
import type { Card, CardEntry } from '../ports/card.ts';
import type { DockContext } from './dock-context.ts';
import { type CallBounds, reasonOf } from './lost-calls.ts';

/** A pull is noticed within this time also while nothing is read. */
const LOOK_EVERY_MS = 1_000;

export interface OpenCard {
  readonly card: Card;
  /** Aborted with the dock's own signal, and with `card-gone` as its reason once the medium is not there any more. */
  readonly signal: AbortSignal;
  close(): void;
}

type OpenPorts = Pick<DockContext, 'cards' | 'settings' | 'berths'>;

/**
 * Opens a medium such that no call to it is waited for longer than the stall limit, nor after it was pulled: a sick
 * one ends its own dock, and nobody else's.
 * @throws SealdockError what `Cards.open` throws, and `card-stalled`.
 */
export async function openCard(
  { cards, settings, berths }: OpenPorts,
  request: Pick<DockRequest, 'path' | 'label' | 'medium'>,
  asked: AbortSignal,
  lookEveryMs = LOOK_EVERY_MS,
): Promise<OpenCard> {
  const gone = new AbortController();
  const signal = AbortSignal.any([asked, gone.signal]);
  const bounds: CallBounds = { stallMs: settings.stallMs, signal };
  // A replugged medium on the same path is another one, whose calls do not hang.
  const place = `${request.path} ${request.medium?.diskSeq ?? ''}`;
  const bound = <T>(about: string, call: () => Promise<T>) => berths.lost.bound(place, about, bounds, call);
  const opened = await bound(request.path, () => cards.open(request));
  const watch = setInterval(() => void look(), lookEveryMs);
  let isLooking = false;
  /** One look at a time; one that fails or hangs says nothing about whether the medium is there. */
  const look = async (): Promise<void> => {
    if (isLooking || signal.aborted) return;
    isLooking = true;
    const isThere = await bound(request.path, () => opened.isStillThere()).catch(() => null);
    isLooking = false;
    if (isThere === false) gone.abort(new SealdockError('card-gone', { about: request.path }));
  };
  return { card: boundCard(opened, bound), signal, close: () => clearInterval(watch) };
}

/** What ended a dock is what aborted it, unless the vault is in trouble: that concerns all of them. */
export function endOf(thrown: unknown, signal: AbortSignal): SealdockError {
  const error = asSealdockError(thrown);
  const isGraver = error.kind === 'storage' || error.kind === 'integrity' || error.kind === 'defect';
  return signal.aborted && !isGraver ? reasonOf(signal) : error;
}

type Bound = <T>(about: string, call: () => Promise<T>) => Promise<T>;

function boundCard(card: Card, bound: Bound): Card {
  const { root, facts } = card;
  return {
    root,
    facts,
    list: () => boundList(card.list(), root, bound),
    readRange: (path, offset, length) => bound(path.text, () => card.readRange(path, offset, length)),
    look: (path) => bound(path.text, () => card.look(path)),
    room: () => bound(root, () => card.room()),
    isStillThere: () => bound(root, () => card.isStillThere()),
  };
}

/** The end of a list whose next entry hangs is never waited for: it would come after that entry. */
function boundList(list: AsyncIterable<CardEntry>, root: string, bound: Bound): AsyncIterable<CardEntry> {
  return {
    [Symbol.asyncIterator]: () => {
      const entries = list[Symbol.asyncIterator]();
      return {
        next: () => bound(root, () => entries.next()),
        return: async () => {
          entries.return?.().catch(() => {});
          return { done: true, value: undefined };
        },
      };
    },
  };
}
