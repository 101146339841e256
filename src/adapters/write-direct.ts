import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
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
  if (bytes.length === 0 || bytes.length > BUFFER_BYTES || isRefused) return otherwise(path, bytes, mode);
  const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    if (await writeBlocks(handle.fd, bytes)) return;
    // A file system that refuses: the plain way, through the file that is there already.
    isRefused = true;
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Once a file system has refused, the others of this run are not asked again: it costs a call for each file. */
let isRefused = false;

/** @returns false when the file system refuses direct I/O. */
async function writeBlocks(fd: number, bytes: Uint8Array): Promise<boolean> {
  const buffer = kept.pop() ?? Buffer.from(new WebAssembly.Memory({ initial: 1, maximum: 1 }).buffer);
  try {
    const length = Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES;
    buffer.set(bytes);
    buffer.fill(0, bytes.length, length);
    const direct = await open(`/proc/self/fd/${fd}`, O_WRONLY | O_DIRECT);
    try {
      const { bytesWritten } = await direct.write(buffer, 0, length, 0);
      if (bytesWritten !== length) throw Object.assign(new Error('short write'), { code: 'EIO' });
      await direct.truncate(bytes.length);
    } finally {
      await direct.close();
    }
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) === 'EINVAL') return false;
    throw thrown;
  } finally {
    if (kept.length < KEPT_BUFFERS_LIMIT) kept.push(buffer);
  }
}
