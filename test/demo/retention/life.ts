import { dateAt } from '../../../src/evidence/calendar-date.ts';
import type { Hold } from '../../../src/evidence/hold.ts';
import { utcOf } from '../../../src/evidence/time.ts';
import type { Bureau } from './bureaus.ts';
import { type DemoStation, ZONE } from './demo-station.ts';
import type { Docked } from './footage.ts';
import type { OwnLedger } from './own-ledger.ts';
import type { Voice } from './say.ts';

/** What goes on in one bureau. */
export interface Life {
  readonly bureau: Bureau;
  readonly station: DemoStation;
  readonly voice: Voice;
  readonly ledger: OwnLedger;
  readonly docked: Docked[];
  readonly placed: Map<string, Hold>;
  /** Struck out of a list, by key, on that day. */
  readonly struck: Map<string, string>;
  /** What the newest sweep found to be over, for a person to look at. */
  over: number;
  /** What happened since it was last told. */
  readonly notes: string[];
}

export function today({ station }: Pick<Life, 'station'>): string {
  return dateAt(utcOf(station.clock.read().wallMs), ZONE);
}

export function note({ notes, voice, station }: Life, en: string, zh: string): void {
  notes.push(`${today({ station }).slice(5)} ${voice.pick(en, zh)}`);
}
