import { DIRECT_ALIGNMENT_BYTES } from './direct-io.ts';

const MIB = 1_048_576;
/**
 * Four blocks of 1 MiB, where FINDINGS 6 found 2 MiB best for one file alone: measured with 2 to 8 files under way
 * (`test/bench/raw-mover.ts`) both are equally fast, and each slot in use takes 4 MiB instead of 8.
 */
const LARGE: RingShape = { blocks: 4, blockBytes: MIB };
/** Measured (FINDINGS 6): a small file needs no more to read, hash and write at the same time. */
const SMALL: RingShape = { blocks: 2, blockBytes: MIB };
const SMALL_FILE_BYTES = 2 * MIB;
/** A limited rate moves in this many steps a second, so that it is smooth. */
const PACED_STEPS_PER_SECOND = 8;
const WASM_PAGE_BYTES = 65_536;

export const SLOT_BUFFER_BYTES = LARGE.blocks * LARGE.blockBytes;

/** TypeScript keeps this among the types of the browser, which this project does without. */
declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

interface RingShape {
  readonly blocks: number;
  readonly blockBytes: number;
}

export interface RingRequest {
  readonly sizeBytes: number;
  readonly bytesPerSecond: number | null;
}

/**
 * Buffers for direct I/O, one region for each slot, made once: WebAssembly memory is the only page-aligned memory
 * that Node hands out without native code (FINDINGS 6). Pages that no job has touched cost nothing.
 */
export function slotBuffers(slots: number): readonly Buffer[] {
  const pages = (slots * SLOT_BUFFER_BYTES) / WASM_PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  return Array.from({ length: slots }, (_, slot) =>
    Buffer.from(memory.buffer, slot * SLOT_BUFFER_BYTES, SLOT_BUFFER_BYTES),
  );
}

/** The blocks of a slot's region, as many and as large as the job needs. */
export function ringOf(region: Buffer, request: RingRequest): Buffer[] {
  const isSmall = request.sizeBytes <= SMALL_FILE_BYTES;
  const shape = isSmall ? SMALL : LARGE;
  const blockBytes = Math.min(shape.blockBytes, pacedBlockBytes(request.bytesPerSecond));
  return Array.from({ length: shape.blocks }, (_, block) =>
    region.subarray(block * blockBytes, (block + 1) * blockBytes),
  );
}

function pacedBlockBytes(bytesPerSecond: number | null): number {
  if (bytesPerSecond === null) return Number.POSITIVE_INFINITY;
  const step = Math.floor(bytesPerSecond / PACED_STEPS_PER_SECOND);
  return Math.max(DIRECT_ALIGNMENT_BYTES, step - (step % DIRECT_ALIGNMENT_BYTES));
}
