import { BUILT_IN_GROUNDS, HOLDING_STATES, type Hold, type HoldTarget } from '../../evidence/hold.ts';
import { shown } from '../../words/shown.ts';
import type { Words } from '../../words/words.ts';
import { countText } from '../output/quantities.ts';

export function targetText({ holds }: Words, target: HoldTarget): string {
  switch (target.kind) {
    case 'recording':
      return holds.onRecording(target.recording);
    case 'case':
      return holds.onCase(shown(target.case));
    case 'party':
      return holds.onParty(shown(target.party));
    case 'list':
      return holds.onList(countText(target.recordings.length), shown(target.query));
  }
}

/** The clause beside it, where a policy has named one. */
export function groundText({ holds }: Words, { ground, clause }: Pick<Hold, 'ground' | 'clause'>): string {
  if (clause !== null) {
    const names: Readonly<Record<string, string>> = holds.policyGrounds;
    const name = Object.hasOwn(names, ground) ? (names[ground] ?? '') : shown(ground);
    return holds.groundOf(name, shown(clause));
  }
  const builtIn = BUILT_IN_GROUNDS.find((id) => id === ground);
  return builtIn === undefined ? shown(ground) : holds.grounds[builtIn];
}

export function copyText({ holds, cli }: Words, hold: Hold): string {
  return hold.owesOfflineCopy && HOLDING_STATES.includes(hold.state) ? holds.copyOwed : cli.none;
}

/** As programs get it among others: a list by its length; `hold show` tells all of it. */
export function holdData({ target, ...hold }: Hold) {
  if (target.kind !== 'list') return { ...hold, target };
  const { recordings, ...rest } = target;
  return { ...hold, target: { ...rest, count: recordings.length } };
}

/** One hold in one line, where something else is told. */
export function holdLine(words: Words, hold: Hold): string {
  const state = hold.state === 'placed' ? '' : ` [${words.holds.states[hold.state]}]`;
  return `${hold.id} ${groundText(words, hold)}${state}`;
}
