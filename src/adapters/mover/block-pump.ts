import * as fs from 'node:fs';
import { SealdockError } from '../../evidence/errors.ts';
import { isAligned } from './direct-io.ts';
import type { Pace } from './pace.ts';
import type { SlotBoard } from './slot-board.ts';

export type Write = (block: Buffer, length: number, at: number, done: (error: Error | null) => void) => void;

export interface PumpParts {
  readonly from: number;
  readonly reads: 'card' | 'vault';
  readonly direct: boolean;
  /** Reading ends here, or at the end of the file if that comes first. */
  readonly limitBytes: number;
  readonly ring: Buffer[];
  /** Called with each block in the file's order, on the JavaScript thread, before the block is used again. */
  readonly take: (bytes: Uint8Array, at: number) => void;
  readonly pace: Pace;
  readonly board: SlotBoard;
  /** Null to read and hash only. */
  readonly write: Write | null;
  readonly onReadError: (error: Error) => Promise<Error>;
}

/** Moves the bytes of one open file; answers with how many there were. */
export function pumpBlocks(parts: PumpParts): Promise<number> {
  return new Promise((resolve, reject) => new BlockPump(parts, resolve, reject).next());
}

/**
 * One read, one write and one hash at the same time: the next block is read while this one is hashed on the
 * JavaScript thread and written on the thread pool. Blocks are hashed and written in the file's order, and
 * a block is used again when both are done with it. Callbacks, because a promise per block costs.
 */
class BlockPump {
  readonly #parts: PumpParts;
  readonly #resolve: (bytes: number) => void;
  readonly #reject: (error: Error) => void;
  readonly #free: Buffer[];
  readonly #toWrite: { readonly block: Buffer; readonly length: number; readonly at: number }[] = [];
  #position = 0;
  #isReading = false;
  #isWriting = false;
  #isHashing = false;
  #isAtEnd = false;
  #failure: Error | null = null;

  constructor(parts: PumpParts, resolve: (bytes: number) => void, reject: (error: Error) => void) {
    this.#parts = parts;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#free = [...parts.ring];
    this.#isAtEnd = parts.limitBytes === 0;
  }

  /** Called after every event: starts what can start, and settles when nothing is under way any more. */
  next(): void {
    if (this.#parts.board.isCancelled) this.#failure ??= new SealdockError('interrupted');
    this.#startWrite();
    if (this.#isAtEnd || this.#failure !== null) this.#settleWhenIdle();
    else if (!this.#isReading && this.#free.length > 0) this.#startRead();
  }

  #startRead(): void {
    this.#isReading = true;
    const waitMs = this.#parts.pace.waitMs(performance.now());
    if (waitMs > 0) setTimeout(() => this.#lookUp(), waitMs);
    else this.#read(this.#free.pop() as Buffer, 0);
  }

  /** The pace has made us wait: that is no stall. */
  #lookUp(): void {
    this.#parts.board.beat();
    this.#isReading = false;
    this.next();
  }

  /** A read may bring less than asked: the block is filled up, so that only a file's last block is not aligned. */
  #read(block: Buffer, filled: number): void {
    const { from, reads, direct, limitBytes, board } = this.#parts;
    const wanted = Math.min(block.length, limitBytes - this.#position);
    board.waitFor(reads);
    fs.read(from, block, filled, wanted - filled, this.#position + filled, (error, count) => {
      board.waitFor('vault');
      if (error !== null) return this.#failRead(error);
      const length = filled + count;
      const isEnd = count === 0 || (direct && !isAligned(length));
      if (!isEnd && length < wanted && !board.isCancelled) return this.#read(block, length);
      this.#isReading = false;
      this.#take(block, length, isEnd);
    });
  }

  #take(block: Buffer, length: number, isEnd: boolean): void {
    const at = this.#position;
    this.#position += length;
    this.#isAtEnd = isEnd || this.#position === this.#parts.limitBytes;
    this.#parts.pace.spend(length);
    if (length > 0 && this.#parts.write !== null) this.#toWrite.push({ block, length, at });
    this.#isHashing = true;
    this.next(); // before hashing: the pool reads and writes meanwhile
    this.#parts.take(block.subarray(0, length), at);
    this.#isHashing = false;
    if (length === 0 || this.#parts.write === null) {
      this.#parts.board.addBytes(length);
      this.#free.push(block);
    }
    this.next();
  }

  #startWrite(): void {
    if (this.#isWriting || this.#failure !== null) return;
    const next = this.#toWrite.shift();
    if (next === undefined || this.#parts.write === null) return;
    this.#isWriting = true;
    this.#parts.write(next.block, next.length, next.at, (error) => {
      this.#isWriting = false;
      if (error === null) this.#parts.board.addBytes(next.length);
      else this.#failure ??= error;
      this.#free.push(next.block);
      this.next();
    });
  }

  #failRead(error: Error): void {
    void this.#parts.onReadError(error).then((failure) => {
      this.#failure ??= failure;
      this.#isReading = false;
      this.next();
    });
  }

  /** Descriptors and blocks are the caller's again only when no call uses them. */
  #settleWhenIdle(): void {
    if (this.#isReading || this.#isWriting || this.#isHashing) return;
    if (this.#failure !== null) this.#reject(this.#failure);
    else if (this.#toWrite.length === 0) this.#resolve(this.#position);
  }
}
