import * as fs from 'node:fs';
import { errnoOf } from '../../evidence/errors.ts';
import type { Write } from './block-pump.ts';
import { alignedDown, alignedUp, isAligned } from './direct-io.ts';
import {
  closeFile,
  closeQuietly,
  cutFile,
  descriptorPath,
  makeReadOnly,
  openFile,
  syncFile,
} from './file-calls.ts';

const { O_CREAT, O_DIRECT, O_EXCL, O_NOFOLLOW, O_WRONLY } = fs.constants;
/** Only until both descriptors are open; read-only before the first byte comes. */
const MODE = 0o644;

export interface StagedSink {
  readonly write: Write;
  /** True while direct I/O is what writes. */
  isDirect(): boolean;
  /** The bytes, the length and a read-only mode are on the medium when it returns. */
  finish(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A new file, for one writer. It is made first and then opened a second time for direct I/O: a file system that
 * refuses `O_DIRECT` does so after it has made the file (ramfs on Linux 6.18), so that asking for both at once
 * leaves a file in the way of the next try.
 */
export async function createStaged(path: string): Promise<StagedSink> {
  const plain = await openFile(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, MODE);
  let direct: number | null;
  try {
    direct = await openDirect(plain);
    // Not at once: opening a read-only file again is refused to everybody but root, who never noticed.
    await makeReadOnly(plain);
  } catch (thrown) {
    await closeFile(plain);
    throw thrown;
  }
  let isDirect = direct !== null;
  let reachedBytes = 0;

  const write: Write = (block, length, at, done) => {
    if (isDirect) block.fill(0, length, alignedUp(length)); // what an earlier file left there stays out of this one
    const wanted = isDirect ? alignedUp(length) : length;
    writeAll(
      isDirect && direct !== null ? direct : plain,
      block.subarray(0, wanted),
      at,
      isDirect,
      (error) => {
        if (error !== null && isDirect && at === 0 && errnoOf(error) === 'EINVAL') {
          isDirect = false;
          return write(block, length, at, done);
        }
        reachedBytes = Math.max(reachedBytes, at + wanted);
        done(error);
      },
    );
  };
  return {
    write,
    isDirect: () => isDirect,
    finish: async (sizeBytes) => {
      if (reachedBytes > sizeBytes) await cutFile(plain, sizeBytes);
      await syncFile(plain);
    },
    close: async () => {
      const open = direct === null ? [plain] : [direct, plain];
      for (const descriptor of open) closeQuietly(descriptor); // the flush told all errors
    },
  };
}

async function openDirect(plain: number): Promise<number | null> {
  try {
    return await openFile(descriptorPath(plain), O_WRONLY | O_DIRECT);
  } catch (thrown) {
    if (errnoOf(thrown) === 'EINVAL') return null;
    throw thrown;
  }
}

/** A write may take less than asked, for example when the disk is nearly full: the rest is asked for again. */
function writeAll(
  descriptor: number,
  bytes: Buffer,
  at: number,
  direct: boolean,
  done: (error: Error | null) => void,
): void {
  fs.write(descriptor, bytes, 0, bytes.length, at, (error, written) => {
    if (error !== null) return done(error);
    if (written === bytes.length) return done(null);
    const taken = direct && !isAligned(written) ? alignedDown(written) : written;
    if (taken === 0) return done(Object.assign(new Error('nothing was written'), { code: 'EIO' }));
    writeAll(descriptor, bytes.subarray(taken), at + taken, direct, done);
  });
}
