import type { ClearEnd } from '../../evidence/clearing.ts';

/** Why nothing could be done with the medium. */
export class Refusal extends Error {
  readonly end: ClearEnd;

  constructor(end: ClearEnd, why: string) {
    super(why);
    this.end = end;
  }
}
