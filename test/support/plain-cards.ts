import type { Cards } from '../../src/ports/card.ts';

/** A test's card is a plain folder: what it tells of its medium is for whoever asks who it is, and is mounted nowhere. */
export function plainCards(cards: Cards): Cards {
  return { open: (request) => cards.open({ ...request, medium: null }) };
}
