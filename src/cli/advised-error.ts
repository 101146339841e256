import { type ErrorCode, type ErrorFacts, SealdockError } from '../evidence/errors.ts';

/** An error where the command knows better than its code what the person can do. */
export class AdvisedError extends SealdockError {
  readonly hint: string;

  constructor(code: ErrorCode, hint: string, facts: ErrorFacts = {}) {
    super(code, facts);
    this.hint = hint;
  }
}
