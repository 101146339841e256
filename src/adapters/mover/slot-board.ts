/**
 * What both threads see of one slot while its job runs, in shared memory: the main thread can tell a card that
 * hangs from one that is slow without asking a worker that may not be able to answer.
 */
export class SlotBoard {
  readonly #words: Int32Array;
  readonly #bytes: BigInt64Array;

  constructor(memory: SharedArrayBuffer, slot: number) {
    this.#bytes = new BigInt64Array(memory, slot * SLOT_BYTES, 1);
    this.#words = new Int32Array(memory, slot * SLOT_BYTES + 8, 3);
  }

  reset(): void {
    Atomics.store(this.#bytes, 0, 0n);
    Atomics.store(this.#words, CANCELLED, 0);
    Atomics.store(this.#words, WAITS_FOR, WAITS_FOR_VAULT);
  }

  cancel(): void {
    Atomics.store(this.#words, CANCELLED, 1);
  }

  get isCancelled(): boolean {
    return Atomics.load(this.#words, CANCELLED) === 1;
  }

  /** Bytes of the job that are done. */
  get bytes(): number {
    return Number(Atomics.load(this.#bytes, 0));
  }

  addBytes(bytes: number): void {
    Atomics.add(this.#bytes, 0, BigInt(bytes));
    this.beat();
  }

  /** Changes with every call to the system that has come back. */
  get beats(): number {
    return Atomics.load(this.#words, BEATS);
  }

  beat(): void {
    Atomics.add(this.#words, BEATS, 1);
  }

  /** Whose turn it is: a call to the card outranks one to the vault that is under way at the same time. */
  get waitsFor(): 'card' | 'vault' {
    return Atomics.load(this.#words, WAITS_FOR) === WAITS_FOR_CARD ? 'card' : 'vault';
  }

  waitFor(whom: 'card' | 'vault'): void {
    Atomics.store(this.#words, WAITS_FOR, whom === 'card' ? WAITS_FOR_CARD : WAITS_FOR_VAULT);
    this.beat();
  }
}

export function boardMemory(slots: number): SharedArrayBuffer {
  return new SharedArrayBuffer(slots * SLOT_BYTES);
}

const SLOT_BYTES = 24;
const BEATS = 0;
const CANCELLED = 1;
const WAITS_FOR = 2;
const WAITS_FOR_VAULT = 0;
const WAITS_FOR_CARD = 1;
