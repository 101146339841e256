import { SealdockError } from '../../src/evidence/errors.ts';

/** Calls that ask nothing of the outside. */
const QUIET = new Set(['resolve', 'verify', 'list', 'walk', 'close', 'cutPower']);

export interface FaultPoint {
  /** The call that fails, counted from 1 over all ports together; 0 for none. */
  readonly call: number;
  /** `before`: it never happens. `after`: it happens, and nobody learns of it. */
  readonly when: 'before' | 'after';
  /** Only that call fails, as on a disk that is sick for a moment, and the process lives on. */
  readonly isPassing?: boolean;
}

/**
 * Ends the process, as it were, at the n-th call of any port: that call fails and so does every later one, until the
 * station is opened anew. Ports behind ports (a card behind `cards`) are wrapped as they appear.
 */
export class FaultPoints {
  readonly names: string[] = [];
  readonly #point: FaultPoint;

  constructor(point: FaultPoint) {
    this.#point = point;
  }

  get dead(): boolean {
    return this.#point.call > 0 && this.names.length >= this.#point.call;
  }

  wrap = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get: (target, property) => {
        const value = Reflect.get(target, property) as unknown;
        if (typeof value !== 'function' || typeof property !== 'string') return value;
        if (QUIET.has(property)) return value.bind(target);
        return (...args: unknown[]) => this.#call(`${name}.${property}`, () => value.apply(target, args));
      },
    });

  async #call(name: string, act: () => unknown): Promise<unknown> {
    if (this.dead && !this.#point.isPassing) throw this.#death();
    this.names.push(name);
    const mine = this.names.length === this.#point.call;
    if (mine && this.#point.when === 'before') throw this.#death();
    const result = await act();
    if (mine) throw this.#death();
    return name === 'cards.open' ? this.wrap('card', result as object) : result;
  }

  #death(): SealdockError {
    if (this.#point.isPassing) return new SealdockError('vault-write-failed', { found: 'EIO' });
    return new SealdockError('interrupted', { about: `ended at call ${this.#point.call}` });
  }
}
