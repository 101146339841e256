import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { errnoOf } from '../evidence/errors.ts';

/** Direct I/O wants addresses, offsets and lengths in whole blocks of this size. */
const BLOCK_BYTES = 4_096;
/** One page of WebAssembly memory, the only page-aligned memory that Node hands out (FINDINGS 6). */
const BUFFER_BYTES = 65_536;
/** Buffers kept for the next file; more are in use only while more files are being written. */
const KEPT_BUFFERS_LIMIT = 16;

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_DIRECT } = constants;

declare const WebAssembly: {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

const kept: Buffer[] = [];

/**
 * Writes a small new file with direct I/O: whole blocks, then cut to its length.
 * @param otherwise for what is too large for a buffer, and for file systems that refuse direct I/O.
 */
export async function writeDirect(
  path: string,
  bytes: Uint8Array,
  mode: number,
  otherwise: (path: string, bytes: Uint8Array, mode: number) => Promise<void>,
): Promise<void> {
  const isFit = bytes.length > 0 && bytes.length <= BUFFER_BYTES && !isRefused;
  if (isFit && (await writeBlocks(path, bytes, mode))) return;
  await otherwise(path, bytes, mode);
}

/** Once a file system has refused, the others of this run are not asked again: it costs a call for each file. */
let isRefused = false;

/** @returns false when the file system refuses direct I/O; there is no file then. */
async function writeBlocks(path: string, bytes: Uint8Array, mode: number): Promise<boolean> {
  const buffer = kept.pop() ?? Buffer.from(new WebAssembly.Memory({ initial: 1, maximum: 1 }).buffer);
  try {
    const length = Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES;
    buffer.set(bytes);
    buffer.fill(0, bytes.length, length);
    const direct = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_DIRECT, mode);
    try {
      const { bytesWritten } = await direct.write(buffer, 0, length, 0);
      if (bytesWritten !== length) throw Object.assign(new Error('short write'), { code: 'EIO' });
      await direct.truncate(bytes.length);
    } finally {
      await direct.close();
    }
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EINVAL') throw thrown;
    isRefused = true;
    // ramfs refuses only after it has made the file (measured).
    await rm(path, { force: true });
    return false;
  } finally {
    if (kept.length < KEPT_BUFFERS_LIMIT) kept.push(buffer);
  }
}
