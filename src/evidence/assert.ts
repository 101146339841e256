import { SealdockError } from './errors.ts';

/**
 * States what must be true if our own code is right.
 * @throws SealdockError `defect` (exit 70): the process ends and recovers at its next start.
 */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new SealdockError('defect', { about: what });
}

/** Closes a switch over a union: a kind that was forgotten does not compile. */
export function never(value: never): never {
  throw new SealdockError('defect', { about: `unexpected value ${JSON.stringify(value)}` });
}
