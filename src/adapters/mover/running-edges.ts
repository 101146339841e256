import { EDGE_BYTES, type FileEdges } from '../../ports/mover.ts';

/** Keeps a file's two ends while its blocks go by. */
export class RunningEdges {
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;
  readonly #tailAt: number;

  constructor(sizeBytes: number) {
    const kept = Math.min(sizeBytes, EDGE_BYTES);
    this.#head = new Uint8Array(kept);
    this.#tail = new Uint8Array(kept);
    this.#tailAt = sizeBytes - kept;
  }

  /** @param at where in the file `bytes` lie; none of them beyond the size that was told. */
  update(bytes: Uint8Array, at: number): void {
    if (at < this.#head.length) this.#head.set(bytes.subarray(0, this.#head.length - at), at);
    const before = Math.max(0, this.#tailAt - at);
    if (before < bytes.length) this.#tail.set(bytes.subarray(before), at + before - this.#tailAt);
  }

  finish(): FileEdges {
    return { head: this.#head, tail: this.#tail };
  }
}
