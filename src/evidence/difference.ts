import type { RecorderNo } from './ids.ts';
import type { UtcTime } from './time.ts';

/** Seen on cards = sealed = in the vault = destroyed with a register: what does not add up, one row each. */
export const DIFFERENCE_KINDS = [
  'seen-not-sealed', // footage on a card whose dock has ended, and no recording of it
  'sealed-not-seen', // a recording that no card's file leads to
  'sealed-not-in-vault', // a recording whose folder is gone, and no register tells of it
  'in-vault-not-sealed', // a folder of the vault that the catalogue does not know
  'destroyed-still-there', // a register tells of it, and its folder is there
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** A difference as a run finds it; kind and `about` name it, so that the next run knows it again. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** The recording's id, its folder, or recorder and path of a card's file. */
  readonly about: string;
  /** Local date of the dock, `2026-11-20`; of the folder where there is no dock. */
  readonly day: string;
  readonly recorder: RecorderNo | null;
}

export type DifferenceState =
  | 'open'
  | 'explained' // by a person, with a reason
  | 'settled'; // not there any more at a later run

export interface DifferenceRow extends Difference {
  readonly id: number;
  readonly firstAt: UtcTime;
  readonly state: DifferenceState;
  readonly reason: string | null;
}

/** What one run takes in; the rest is counted, and comes up once there is room. */
export const DIFFERENCES_LIMIT = 10_000;
