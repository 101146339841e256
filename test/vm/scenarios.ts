import type { Scenario } from './scenario.ts';
import { threeAtOnce } from './scenarios/three-at-once.ts';

/** In the order in which they run, on one station. */
export const scenarios: readonly Scenario[] = [threeAtOnce];
