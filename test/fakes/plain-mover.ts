import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesOfCardPath } from '../../src/evidence/card-path.ts';
import type { DigestAlgorithm, Digests } from '../../src/evidence/digest.ts';
import { errnoOf, SealdockError } from '../../src/evidence/errors.ts';
import { utcOf } from '../../src/evidence/time.ts';
import {
  type ByteMover,
  type CopyJob,
  type CopyReceipt,
  EDGE_BYTES,
  type ReadBackAllJob,
  type ReadBackJob,
  type ReadBackReceipt,
} from '../../src/ports/mover.ts';

export interface MoverFaults {
  /** The medium holds other bytes than were written: the read-back of this file tells another digest. */
  lieOnReadBack?: (path: string) => boolean;
  /** Reading a card file whose path matches fails from this offset on, with this errno. */
  failReadAt?: { readonly path: RegExp; readonly offset: number; readonly errno: string };
  /** The vault's disk is full after so many bytes, over all copies. */
  noSpaceAfterBytes?: number;
  /** Reading a card file whose path matches never comes back. */
  hang?: RegExp;
}

const BLOCK_BYTES = 65_536;
const GONE = new Set(['ENODEV', 'ENXIO', 'ESTALE', 'ENOTCONN']);
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The mover without threads and direct I/O, with faults to order. It passes the same contract as the real one. */
export class PlainMover implements ByteMover {
  readonly faults: MoverFaults;
  readonly #closed = new AbortController();
  #spaceUsedBytes = 0;

  constructor(faults: MoverFaults = {}) {
    this.faults = faults;
  }

  warm(): void {}

  async copy(job: CopyJob): Promise<CopyReceipt> {
    const signal = this.#stopping(job.signal);
    const path = Buffer.concat([Buffer.from(`${job.cardRoot}/`), bytesOfCardPath(job.file.path)]);
    const source = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((e) => cardError(e, job));
    try {
      await checkListed(source, job);
      const sink = await open(job.to, 'wx', 0o444).catch((thrown) => vaultError(thrown, job));
      try {
        return await this.#copyBytes(source, sink, job, signal);
      } finally {
        await sink.close();
      }
    } finally {
      await source.close();
    }
  }

  async readBack(job: ReadBackJob): Promise<ReadBackReceipt> {
    const signal = this.#stopping(job.signal);
    try {
      const file = await open(job.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        if (!(await file.stat()).isFile()) throw new SealdockError('vault-read-failed', { about: job.path });
        const { digests, sizeBytes } = await this.#hash(file, job, signal);
        return { sizeBytes, digests, from: 'medium' };
      } finally {
        await file.close();
      }
    } catch (cause) {
      if (cause instanceof SealdockError) throw cause;
      throw new SealdockError('vault-read-failed', { about: job.path, cause });
    }
  }

  async readBackAll({ paths, ...job }: ReadBackAllJob): Promise<readonly ReadBackReceipt[]> {
    const receipts: ReadBackReceipt[] = [];
    for (const path of paths) receipts.push(await this.readBack({ ...job, path }));
    return receipts;
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  #stopping(signal: AbortSignal): AbortSignal {
    const either = AbortSignal.any([signal, this.#closed.signal]);
    if (either.aborted) throw new SealdockError('interrupted');
    return either;
  }

  async #copyBytes(source: FileHandle, sink: FileHandle, job: CopyJob, signal: AbortSignal) {
    const { file } = job;
    const hashes = hashesFor(job.algorithms);
    const startedMs = performance.now();
    const before = await source.stat({ bigint: true });
    const blocks: Buffer[] = [];
    let at = 0;
    while (at < file.sizeBytes) {
      const block = await this.#readCard(source, at, job, signal);
      if (block.length === 0) throw new SealdockError('card-file-shrank', { about: file.path.text });
      for (const hash of hashes.values()) hash.update(block);
      blocks.push(block);
      await this.#writeVault(sink, block, at, job);
      at += block.length;
      job.onBytes(block.length);
      if (job.bytesPerSecond !== null) await paced(at, job.bytesPerSecond, startedMs, signal);
    }
    const grown = (await source.read(Buffer.alloc(1), 0, 1, at)).bytesRead > 0;
    const after = await source.stat({ bigint: true });
    if (grown || after.mtimeNs !== before.mtimeNs || after.size !== before.size) changed(job);
    await sink.sync();
    return { sizeBytes: at, digests: finish(hashes), direct: false, edges: edgesOf(Buffer.concat(blocks)) };
  }

  async #readCard(source: FileHandle, at: number, job: CopyJob, signal: AbortSignal): Promise<Buffer> {
    if (signal.aborted) throw new SealdockError('interrupted', { about: job.file.path.text });
    const { hang, failReadAt } = this.faults;
    const { text } = job.file.path;
    if (hang?.test(text)) {
      await sleep(job.stallMs, undefined, { signal }).catch(() => interrupted());
      throw new SealdockError('card-stalled', { about: text });
    }
    const limit = failReadAt?.path.test(text) ? failReadAt.offset : Number.POSITIVE_INFINITY;
    if (at >= limit) return cardError(Object.assign(new Error('injected'), { code: failReadAt?.errno }), job);
    const wanted = Math.min(BLOCK_BYTES, job.file.sizeBytes - at, limit - at);
    const { bytesRead, buffer } = await source
      .read(Buffer.alloc(wanted), 0, wanted, at)
      .catch((thrown) => cardError(thrown, job));
    return buffer.subarray(0, bytesRead);
  }

  async #writeVault(sink: FileHandle, block: Buffer, at: number, job: CopyJob): Promise<void> {
    const room = (this.faults.noSpaceAfterBytes ?? Number.POSITIVE_INFINITY) - this.#spaceUsedBytes;
    const fits = block.subarray(0, Math.min(block.length, Math.max(room, 0)));
    this.#spaceUsedBytes += fits.length;
    await sink.write(fits, 0, fits.length, at).catch((thrown) => vaultError(thrown, job));
    if (fits.length < block.length) vaultError(Object.assign(new Error('injected'), { code: 'ENOSPC' }), job);
  }

  async #hash(file: FileHandle, job: ReadBackJob, signal: AbortSignal) {
    const hashes = hashesFor(job.algorithms);
    const isLying = this.faults.lieOnReadBack?.(job.path) ?? false;
    const block = Buffer.alloc(BLOCK_BYTES);
    for (let at = 0; ; ) {
      if (signal.aborted) throw new SealdockError('interrupted', { about: job.path });
      const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, at);
      if (bytesRead === 0) return { digests: finish(hashes), sizeBytes: at };
      if (isLying && at === 0) block[0] = (block[0] ?? 0) ^ 1;
      for (const hash of hashes.values()) hash.update(block.subarray(0, bytesRead));
      at += bytesRead;
    }
  }
}

function edgesOf(bytes: Buffer) {
  return {
    head: bytes.subarray(0, EDGE_BYTES),
    tail: bytes.subarray(Math.max(0, bytes.length - EDGE_BYTES)),
  };
}

async function checkListed(source: FileHandle, job: CopyJob): Promise<void> {
  const real = await readlink(`/proc/self/fd/${source.fd}`, 'buffer');
  if (!real.toString('latin1').startsWith(`${Buffer.from(job.cardRoot).toString('latin1')}/`)) {
    throw new SealdockError('card-path-escapes', { about: job.file.path.text });
  }
  const now = await source.stat();
  const same =
    now.isFile() &&
    now.size === job.file.sizeBytes &&
    utcOf(now.mtimeMs) === job.file.modifiedAt &&
    `${now.dev}:${now.ino}` === job.file.inode;
  if (!same) changed(job);
}

async function paced(bytes: number, bytesPerSecond: number, startedMs: number, signal: AbortSignal) {
  const aheadMs = (bytes / bytesPerSecond) * 1000 - (performance.now() - startedMs);
  if (aheadMs > 0) await sleep(aheadMs, undefined, { signal }).catch(() => interrupted());
}

function hashesFor(algorithms: readonly DigestAlgorithm[]) {
  const wanted = new Set<DigestAlgorithm>(['sha256', ...algorithms]);
  return new Map([...wanted].map((algorithm) => [algorithm, createHash(algorithm)]));
}

function finish(hashes: ReturnType<typeof hashesFor>): Digests {
  return Object.fromEntries(
    [...hashes].map(([name, hash]) => [name, hash.digest('hex')]),
  ) as unknown as Digests;
}

function cardError(cause: unknown, job: CopyJob): never {
  if (cause instanceof SealdockError) throw cause;
  const errno = errnoOf(cause) ?? '';
  if (errno === 'ELOOP' || errno === 'ENOENT') changed(job);
  const code = GONE.has(errno) ? 'card-gone' : 'card-read-failed';
  throw new SealdockError(code, { about: job.file.path.text, found: errno, cause });
}

function vaultError(cause: unknown, job: CopyJob): never {
  const errno = errnoOf(cause) ?? '';
  const code = errno === 'ENOSPC' ? 'vault-full' : 'vault-write-failed';
  throw new SealdockError(code, { about: job.file.path.text, found: errno, cause });
}

function changed(job: CopyJob): never {
  throw new SealdockError('card-file-changed', { about: job.file.path.text });
}

function interrupted(): never {
  throw new SealdockError('interrupted');
}
