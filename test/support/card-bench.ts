import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { ByteMover } from '../../src/ports/mover.ts';
import { SetClock } from './flow-bench.ts';
import {
  makePlace,
  openTestStation,
  removeFolder,
  type StationParts,
  type TestStation,
} from './test-station.ts';

/*
 * What the running test has: a folder of its own, the card in it and the station that docks it. Vitest loads this file
 * anew for each file of tests.
 */
export let place: string;
export let card: string;
export let station: TestStation;
/** Of the block of tests that has asked for one with `useMover`. */
export let mover: ByteMover;

/** Gives each test of this file a place and takes it away with the station that the test has opened. */
export function useCardBench(name: string): void {
  beforeEach(() => {
    place = makePlace(name);
    card = join(place, 'card');
  });
  afterEach(async () => {
    await station.close();
    removeFolder(place);
  });
}

/** The station beside the card; with other parts than before, the test closes the one before by itself. */
export async function open(parts: StationParts = {}): Promise<TestStation> {
  station = await openTestStation({ data: join(place, 'data'), clock: new SetClock(), ...parts });
  return station;
}

/** One mover for all tests of this block: the real one has threads to start. */
export function useMover(openMover: () => ByteMover): void {
  beforeAll(() => {
    mover = openMover();
  });
  afterAll(() => mover.close());
}
