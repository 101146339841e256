import type { Rig } from './rig.ts';

export interface Scenario {
  /** The rule that it holds, in the present tense. */
  readonly rule: string;
  /** One word, to choose it by. */
  readonly name: string;
  /** Left out of the short run, which has a quarter of an hour; by its name it runs at any time. */
  readonly isOnlyFull?: boolean;
  /** @returns what was measured, for the table. @throws when the rule is broken. */
  readonly run: (rig: Rig, options: ScenarioOptions) => Promise<string>;
}

export interface ScenarioOptions {
  /** All of it, instead of a few of each kind. */
  readonly isFull: boolean;
}
