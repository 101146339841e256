import { type ErrorCode, SealdockError } from '../../evidence/errors.ts';
import type { Answer, Order } from './protocol.ts';

/**
 * A vault that takes this long for one call is broken. Longer than a card may take: a flush after a buffered copy
 * writes the whole file.
 */
const VAULT_STALL_MS = 120_000;

/** An answer that is not an error. */
export type Done = Exclude<Answer, { kind: 'failed' }>;

export interface MoveRequest {
  readonly order: Order;
  /** Which file, for a person. */
  readonly about: string;
  readonly stallMs: number;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** One order on its way through queue and worker. It ends exactly once, whoever is first. */
export class MoveJob {
  readonly request: MoveRequest;
  readonly answer: Promise<Done>;
  readonly #settle: { resolve(answer: Done): void; reject(error: Error): void };
  #onEnd: () => void = () => {};
  #toldBytes = 0;

  constructor(request: MoveRequest) {
    this.request = request;
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    this.answer = promise;
    this.#settle = { resolve, reject };
  }

  /** Calls back when somebody asks for the end, in place of an earlier listener; gone when the job has ended. */
  onAbort(abort: () => void): void {
    const { signal } = this.request;
    this.#onEnd();
    signal.addEventListener('abort', abort, { once: true });
    this.#onEnd = () => signal.removeEventListener('abort', abort);
  }

  tellBytes(bytes: number): void {
    const news = bytes - this.#toldBytes;
    this.#toldBytes = bytes;
    if (news > 0) this.request.onBytes(news);
  }

  end(answer: Answer): void {
    this.#onEnd();
    if (answer.kind !== 'failed') {
      this.#settle.resolve(answer);
      return;
    }
    const { code, expected, found } = answer;
    this.fail(code, { ...(expected === null ? {} : { expected }), ...(found === null ? {} : { found }) });
  }

  fail(code: ErrorCode, facts: { expected?: string; found?: string; cause?: unknown } = {}): void {
    this.#onEnd();
    this.#settle.reject(new SealdockError(code, { about: this.request.about, ...facts }));
  }

  /** How long a call may take. Reading back is watched as its caller asks; writing has our own limit. */
  patienceMs(waitsFor: 'card' | 'vault'): number {
    const isCopyToVault = this.request.order.kind === 'copy' && waitsFor === 'vault';
    return isCopyToVault ? Math.max(this.request.stallMs, VAULT_STALL_MS) : this.request.stallMs;
  }

  failStalled(waitsFor: 'card' | 'vault', found: string): void {
    this.fail(this.#stallCode(waitsFor), { found });
  }

  #stallCode(waitsFor: 'card' | 'vault'): ErrorCode {
    if (this.request.order.kind === 'read-back') return 'vault-read-failed';
    return waitsFor === 'card' ? 'card-stalled' : 'vault-write-failed';
  }
}
