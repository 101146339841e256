import type { Scenario } from './scenario.ts';
import { clearing } from './scenarios/clearing.ts';
import { dirty } from './scenarios/dirty.ts';
import { fullVault } from './scenarios/full-vault.ts';
import { hardening } from './scenarios/hardening.ts';
import { hub } from './scenarios/hub.ts';
import { oddDisks } from './scenarios/odd-disks.ts';
import { ownDisks } from './scenarios/own-disks.ts';
import { powerCuts } from './scenarios/power-cuts.ts';
import { pullOuts } from './scenarios/pull-outs.ts';
import { readError } from './scenarios/read-error.ts';
import { reader } from './scenarios/reader.ts';
import { speed } from './scenarios/speed.ts';
import { strangers } from './scenarios/strangers.ts';
import { tenInARow } from './scenarios/ten-in-a-row.ts';
import { threeAtOnce } from './scenarios/three-at-once.ts';

/** In the order in which they run, on one station. */
export const scenarios: readonly Scenario[] = [
  hardening,
  speed,
  threeAtOnce,
  readError,
  strangers,
  tenInARow,
  hub,
  dirty,
  reader,
  oddDisks,
  ownDisks,
  pullOuts,
  fullVault,
  powerCuts,
  clearing, // last: it changes the station's configuration
];
