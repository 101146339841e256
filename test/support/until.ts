import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

/** However slow the machine is: a test that waits for so long has failed. Shorter than the time a test is given. */
export const UNTIL_LIMIT_MS = 90_000;
const LOOK_EVERY_MS = 5;

/** Waits for what other work brings about. That something does not happen cannot be waited for. */
export async function until(happened: () => boolean): Promise<void> {
  const endsMs = performance.now() + UNTIL_LIMIT_MS;
  while (!happened() && performance.now() < endsMs) await sleep(LOOK_EVERY_MS);
  expect(happened(), `within ${UNTIL_LIMIT_MS / 1_000} s`).toBe(true);
}
